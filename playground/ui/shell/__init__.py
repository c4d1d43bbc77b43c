"""The frame around the lesson on every page: how it opens and closes, bar, menu and sharing, and the first screen."""
