"""Consents asked of holders, case by case."""
