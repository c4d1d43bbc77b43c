"""A visual playground for small neural networks.

Data flows one way, floor by floor: ``nn`` and ``data`` → ``training`` → ``charts`` → ``ui`` → the pages.
"""

__version__ = "1.2.0"
