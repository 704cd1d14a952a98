"""Scrapy spiders, installed as newsarchive.spiders: they fetch and yield `Page`s; they know nothing of SQL."""
