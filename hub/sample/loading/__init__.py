"""Load the sample province through the ordinary commands, as its departments would."""
