"""The pages for partners, and for departments that use licenses."""
