"""Meta's formats and limits, pure: error codes, what a message must look like, envelopes and signatures."""
