"""The system's libraries are looked for without loading WeasyPrint."""

import subprocess
import sys

from handover.publish.libraries import rendering_libraries


def test_each_library_is_named_with_whether_it_is_there() -> None:
    found = dict(rendering_libraries())
    assert set(found) >= {"Pango", "HarfBuzz", "HarfBuzz-Subset", "Fontconfig"}
    assert found["Pango"]


def test_looking_for_them_loads_no_renderer() -> None:
    code = (
        "import sys; from handover.publish.libraries import rendering_libraries; rendering_libraries();"
        "import handover.publish.forms; sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
