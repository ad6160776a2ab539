"""Keep electronic seals (电子印章): their structures, certificates, register and use."""
