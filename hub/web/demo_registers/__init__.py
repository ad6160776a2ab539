"""The demonstration's reference registers, which answer from the sample province."""
