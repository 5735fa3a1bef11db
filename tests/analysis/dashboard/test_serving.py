import re
import socket

import pytest

from analysis.dashboard import serving
from analysis.dashboard.serving import ASSETS, PageError, check_address, check_page_packages


def test_a_port_that_is_taken_is_refused_with_a_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PageError, match=f"127.0.0.1:{port}/ cannot be bound.*--port"):
            check_address("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no such host", "256.1.1.1", "203.0.113.7"])
def test_a_host_that_is_none_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(PageError, match=re.escape(host)):
        check_address(host, 8765)


def test_missing_packages_are_named_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "NEEDED", ("json", "no_such_package"))
    with pytest.raises(PageError, match=r"no_such_package are not installed.*uv sync"):
        check_page_packages()


def test_the_assets_that_the_page_asks_for_are_shipped() -> None:
    app = ASSETS / "@widgetti/solara-vuetify-app@10.1.1" / "dist"
    for path in (app / "solara-vuetify-app8.min.js", app / "main8.css", app / "fonts.css"):
        assert path.stat().st_size > 1000
    styles = (app / "fonts.css").read_text("utf-8") + (app / "main8.css").read_text("utf-8")
    wanted = set(re.findall(r"url\(([0-9a-f]{20}\.woff2)\)", styles))
    assert wanted
    assert all((app / name).is_file() for name in wanted)
    assert (ASSETS / "requirejs@2.3.6" / "require.js").is_file()
    assert (ASSETS / "font-awesome@4.5.0" / "css" / "font-awesome.min.css").is_file()
    assert (ASSETS / "LICENSES.txt").is_file()
