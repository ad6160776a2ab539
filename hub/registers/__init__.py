"""Check holders against the reference registers (art. 23), and copy nothing from them."""
