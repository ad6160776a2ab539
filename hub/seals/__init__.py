"""Seals of organizations (GB/T 38540): what they hold and how they are put on documents."""
