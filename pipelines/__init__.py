"""Item pipelines, installed as newsarchive.pipelines: capture, extract, screen, store; one stage a module."""
