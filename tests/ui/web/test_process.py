"""What a process is prepared for before its first visitor."""

import resource

from playground.ui.web import process


def test_a_process_takes_more_connections_than_linux_lets_it_begin_with():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        for before in (1024, hard):
            resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))
            process._allow_many_connections()
            assert resource.getrlimit(resource.RLIMIT_NOFILE) == (max(before, min(hard, process.MOST_FILES)), hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
