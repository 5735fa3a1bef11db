from pathlib import Path

from ecosystem.profile import peak_bytes


def test_peak_memory_is_that_of_the_process_itself(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("VmPeak:\t  409600 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n", encoding="ascii")
    assert peak_bytes(status) == 200 * 2**20
    status.write_text("VmPeak:\t  409600 kB\n", encoding="ascii")
    assert peak_bytes(status) > 10 * 2**20, "as the system tells it otherwise"
