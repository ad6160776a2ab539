"""Found a province: its organizations, its people, their offices and whom they stand for."""
