"""The demo: articles, readers and a mailbox to try the paper with."""
