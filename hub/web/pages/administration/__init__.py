"""The pages for administrators of organizations."""
