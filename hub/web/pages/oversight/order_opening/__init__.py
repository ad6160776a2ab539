"""An order about findings of one organization, before it is given."""
