"""An objection to what the register says of a license."""
