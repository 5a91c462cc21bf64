"""The commands, one module each: options in, a call of the pipeline, words and files out."""
