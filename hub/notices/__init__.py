"""Tell holders what concerns them: notices, who wants which, and how they go out (art. 15(2))."""
