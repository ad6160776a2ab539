"""Ask for access, and see beforehand what will be shown."""
