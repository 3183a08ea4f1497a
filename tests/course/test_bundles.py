"""The zips that students download: what is in them, what is not, and how a notebook finds its files in one."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
import warm
import yaml
from course.traces import ROOT, SOLUTIONS, modules_of_suites, secrets_of, solution_lines, traces
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.course import bundles, source, zips
from autograder.course.config import Course
from autograder.course.generation import generate
from autograder.errors import CourseError

HUGGING_FACES = "raise RuntimeError('this is the package of Hugging Face')"


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    """The zips of the kit's course, by name."""
    folder = tmp_path_factory.mktemp("bundles")
    course = Course.load(ROOT)
    paths = bundles.write(course, list(course.config.assignments), folder)
    assert set(folder.iterdir()) == set(paths)
    return {path.stem: path for path in paths}


def test_there_is_one_of_each_assignment_and_one_of_the_course(made, kit):
    assert list(made) == [*kit.config.assignments, kit.config.course]
    whole = contents(made[kit.config.course])
    inner = {
        f"{name}/{path}": data
        for name in kit.config.assignments
        for path, data in contents(made[name]).items()
    }
    assert whole == {bundles.README: whole[bundles.README], **inner}


def test_each_holds_what_is_released_and_a_readme(made, kit, tmp_path):
    for name in kit.config.assignments:
        generate(kit, name, release=tmp_path)
        paths = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        released = {path.relative_to(tmp_path / name).as_posix(): path.read_bytes() for path in paths}
        files = contents(made[name])
        assert files.pop(bundles.README)
        assert files == released


def test_only_what_a_notebook_imports_of_the_data_goes_with_it(made, kit):
    has_data = {
        name
        for name in kit.config.assignments
        if any(path.startswith("exercise_data/") for path in contents(made[name]))
    }
    assert has_data == {"backprop", "mlp", "cnn"}


def test_none_has_a_trace_of_what_graders_alone_have(made, kit):
    secret = {name: secrets_of(name) for name in kit.config.assignments}
    for name in kit.config.assignments:
        assert traces(contents(made[name]), secret[name]) == []
    whole = contents(made[kit.config.course])
    assert traces(whole, set.intersection(*secret.values())) == []


@pytest.mark.parametrize(
    "kind", ["a line of the solution", "a line of the suite", "a suite's name", "an answer", "a module"]
)
def test_the_search_finds_each_of_them_where_it_is_put_in(made, kind):
    files, secret = contents(made["cnn"]), secrets_of("cnn")
    notebook = nbformat.reads(files["cnn.ipynb"].decode(), as_version=4)
    suite, answers = SOLUTIONS / "cnn" / "hidden_cnn.py", SOLUTIONS / "cnn" / "answers" / "wrong.py"
    if kind == "a line of the solution":
        line = sorted(solution_lines(SOLUTIONS / "cnn" / "cnn.py"))[0]
        notebook.cells[-1].source += f"\n    {line}"
    elif kind == "an answer":
        line = next(line for line in map(str.strip, answers.read_text().splitlines()) if line in secret)
        output = nbformat.v4.new_output("stream", text=f"{line}\n")
        notebook.cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    elif kind == "a suite's name":
        line = "hidden_cnn"
        notebook.metadata["made_with"] = f"{line}.py"
    elif kind == "a line of the suite":
        line = next(line for line in map(str.strip, suite.read_text().splitlines()) if line in secret)
        files["check.py"] += f"\n{line}\n".encode()
    else:
        line = f"{sorted(modules_of_suites())[0]} is a suite's"
        files[sorted(modules_of_suites())[0]] = b""
    files["cnn.ipynb"] = nbformat.writes(notebook).encode()
    assert any(found.endswith(line) for found in traces(files, secret))


def test_two_runs_give_the_same_bytes(tiny, tmp_path):
    course = tiny()
    for folder in ("one", "two"):
        bundles.write(course, ["tiny"], tmp_path / folder)
    for name in ("tiny.zip", "dl.zip"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
        with zipfile.ZipFile(tmp_path / "one" / name) as archive:
            assert archive.namelist() == sorted(archive.namelist())
            assert {entry.date_time for entry in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}


def test_what_lies_in_assignments_besides_is_in_no_zip(tiny, tmp_path):
    course = tiny()
    stray = course.root / "assignments" / "tiny" / "solution.py"
    stray.parent.mkdir(parents=True)
    stray.write_text("mine")
    bundles.write(course, ["tiny"], tmp_path)
    assert "solution.py" not in contents(tmp_path / "tiny.zip")


def test_a_readme_says_points_due_minutes_and_what_comes_before(made, kit):
    readme = contents(made["cnn"])[bundles.README].decode()
    assert "16 points, due 2026-10-12 23:59 +0200, about 60 minutes." in readme
    assert "Do mlp before it." in readme
    assert "| Feature maps | 6 |" in readme
    assert "pip install torch numpy pytest jupyterlab" in readme
    assert "pip install torch pytest jupyterlab" in contents(made["rnn"])[bundles.README].decode()
    course = contents(made[kit.config.course])[bundles.README].decode()
    rows = [line for line in course.splitlines() if line.startswith("| ") and "README" in line]
    assert [row.split("[")[1].split("]")[0] for row in rows] == list(kit.config.assignments)
    assert rows[2] == (
        "| 3 | [cnn](cnn/README.md) | A convolutional network | mlp | 16 | 60 | 2026-10-12 23:59 +0200 |"
    )


def test_some_assignments_alone_leave_the_courses_zip_out(kit, tmp_path):
    assert bundles.write(kit, ["rnn"], tmp_path) == [tmp_path / "rnn.zip"]


@pytest.mark.parametrize("course_id", ["tiny", "Tiny"])
def test_an_assignment_with_the_courses_name_in_any_case_is_refused(tiny, tmp_path, course_id):
    course = tiny()
    named = course.config.model_copy(update={"course": course_id})
    said = f"the course {course_id} and the assignment tiny would have zips of the same name"
    with pytest.raises(CourseError, match=said):
        bundles.write(Course(course.root, named), ["tiny"], tmp_path)


def test_a_file_where_the_folder_is_to_be_is_told(tiny, tmp_path):
    (tmp_path / "bundles").write_text("")
    with pytest.raises(CourseError, match="bundles is not a folder: name a folder"):
        bundles.write(tiny(), ["tiny"], tmp_path / "bundles")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("[erlier]", "got 'erlier' (did you mean earlier?)"),
        ("[tiny]", "got 'tiny'"),
        ("[earlier, later]", "got 'later', which stands below"),  # so there are no circles
    ],
)
def test_what_comes_before_must_be_an_assignment_above_it(tiny, before, said):
    path = tiny().root / "grading.yml"
    content = yaml.safe_load(path.read_text())
    for name in ("earlier", "tiny", "later"):
        content["assignments"][name] = {
            "title": name,
            "grades": {f"{name}-a": {"points": 1, "title": "A"}},
            "after": {"tiny": yaml.safe_load(before), "later": ["tiny"]}.get(name, []),
        }
    content["assignments"] = {name: content["assignments"][name] for name in ("earlier", "tiny", "later")}
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    with pytest.raises(CourseError) as caught:
        Course.load(path.parent)
    (line,) = str(caught.value).splitlines()
    assert "assignments.tiny.after" in line
    assert line.endswith(f"expected the name of an assignment that stands above this one, {said}")


@pytest.fixture
def colab(tmp_path, monkeypatch):
    """An empty folder with a notebook alone, where a package called `datasets` is installed."""
    packages = tmp_path / "packages" / "datasets"
    packages.mkdir(parents=True)
    (packages / "__init__.py").write_text(HUGGING_FACES)
    monkeypatch.setenv("PYTHONPATH", str(packages.parent))
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def run_first_cells(folder: Path, files: dict[str, bytes], count: int) -> list[nbformat.NotebookNode]:
    """Runs the first cells of code of cnn's notebook as Jupyter does; gives what they show."""
    notebook = nbformat.reads(files["cnn.ipynb"].decode(), as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"][:count]
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}})
    with contextlib.suppress(CellExecutionError):
        client.execute()
    return [output for cell in notebook.cells for output in cell.outputs]


def test_a_notebook_alone_says_in_one_line_what_is_missing_and_how_to_get_it(made, colab):
    (said,) = run_first_cells(colab, contents(made["cnn"]), 2)
    assert said.output_type == "error"
    (line,) = said.traceback
    assert line == (
        "Missing beside this notebook: check.py and 14 more. Get cnn.zip from where you got the notebook, put it "
        "beside it (in Colab: into Files, on the left), and run this cell again."
    )


@pytest.mark.parametrize("damage", ["truncated", "a byte changed", "not a zip"])
def test_a_damaged_zip_is_told_in_one_line_and_nothing_of_it_is_unpacked(made, colab, damage):
    whole = made["cnn"].read_bytes()
    with zipfile.ZipFile(made["cnn"]) as archive:
        place = archive.getinfo("exercise_data/digits.npz").header_offset + 1000
    changed = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
    damaged = {"truncated": whole[: len(whole) // 2], "a byte changed": changed, "not a zip": b"<html>"}
    (colab / "cnn.zip").write_bytes(damaged[damage])
    (said,) = run_first_cells(colab, contents(made["cnn"]), 1)
    (line,) = said.traceback
    assert line.startswith(
        "Missing beside this notebook: check.py and 14 more. cnn.zip is damaged, as if its download"
    )
    assert "\n" not in line
    assert [path.name for path in colab.iterdir()] == ["cnn.zip"]


@pytest.mark.parametrize("download", ["cnn.zip", "cnn (1).zip", "cnn(2).zip"])
def test_with_its_zip_beside_it_the_same_cell_unpacks_that_and_the_next_cells_find_their_data(
    made, colab, download
):
    (colab / download).write_bytes(made["cnn"].read_bytes())
    (colab / "check.py").write_text("# the student's own")
    outputs = run_first_cells(colab, contents(made["cnn"]), 3)
    assert [output.output_type for output in outputs] == ["stream"]
    assert outputs[0].text.startswith("This is a")
    assert not (colab / "cnn.ipynb").exists()  # the stub, which a test would read in place of the student's
    assert (colab / "check.py").read_text() == "# the student's own"
    assert (colab / "exercise_data" / "digits.npz").is_file()


def test_a_second_download_helps_where_the_first_is_damaged_and_others_zips_are_left_alone(made, colab):
    (colab / "cnn2 (1).zip").write_bytes(made["mlp"].read_bytes())
    (colab / "cnn.zip").write_bytes(made["cnn"].read_bytes()[:5000])
    (colab / "cnn (1).zip").write_bytes(made["cnn"].read_bytes())
    outputs = run_first_cells(colab, contents(made["cnn"]), 1)
    assert [output for output in outputs if output.output_type == "error"] == []
    assert (colab / "check.py").is_file()
    assert not (colab / "test_mlp.py").exists()


def test_a_notebook_with_nothing_beside_it_has_no_such_cell(tiny):
    course = tiny(
        (
            "# !python -m pytest -q test_tiny.py",
            "### BEGIN HIDDEN TESTS\nassert double(2) == 4\n### END HIDDEN TESTS",
        )
    )
    (course.root / "solutions" / "tiny" / "test_tiny.py").unlink()
    source.write_source(course, "tiny", course.root / "made")
    assert [path.name for path in (course.root / "made" / "tiny").iterdir()] == ["tiny.ipynb"]
    assert "missing" not in (course.root / "made" / "tiny" / "tiny.ipynb").read_text()


@pytest.mark.parametrize("line", ["from exercise_data import load", "import exercise_data as data"])
def test_data_goes_along_with_a_notebook_that_imports_it(tiny, line):
    course = tiny(("def double(x):", f"{line}\ndef double(x):"))
    source.write_source(course, "tiny", course.root / "made")
    folders = {path.name for path in (course.root / "made" / "tiny").iterdir() if path.is_dir()}
    assert folders == {"exercise_data"}


def test_a_zip_that_cannot_be_written_leaves_nothing_behind_and_the_old_one_as_it_was(tmp_path):
    path = tmp_path / "a.zip"
    zips.write(path, {"README.md": b"old"})
    with pytest.raises(CourseError, match=r"a\.zip cannot be written"):
        zips.write(path, {"README.md": b"new", "page.html": tmp_path / "not there"})
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
    assert contents(path) == {"README.md": b"old"}


def test_a_readme_has_the_steps_for_colab_in_the_order_of_the_students_page(made, tiny, tmp_path):
    told = [
        line for line in (ROOT / "docs" / "students.md").read_text().splitlines() if line.startswith("    ")
    ]
    steps = "\n".join(line for line in told if "google.colab" in line or "drive" in line.lower())
    assert "drive.mount" in steps
    readme = contents(made["cnn"])[bundles.README].decode()
    assert steps in readme
    assert readme.index("Open the notebook from") < readme.index("drive.mount")
    # A notebook whose tests are in itself has them, too, and no word of tests beside it.
    cell = "### BEGIN HIDDEN TESTS\nassert double(2) == 4\n### END HIDDEN TESTS"
    course = tiny(("# !python -m pytest -q test_tiny.py", cell))
    (course.root / "solutions" / "tiny" / "test_tiny.py").unlink()
    bundles.write(course, ["tiny"], tmp_path)
    alone = contents(tmp_path / "tiny.zip")[bundles.README].decode()
    assert "%cd /content/drive/MyDrive/tiny" in alone
    assert "check.py" not in alone
    for each in (readme, alone):
        assert "Hand in the notebook, and with it the modules of your own that it imports." in each


def test_the_command_makes_the_zips_where_it_is_told(tiny):
    course = tiny()
    said = warm.autograder("release", "--bundle", "--to", "out", cwd=course.root)
    assert (said.returncode, said.stderr) == (0, "")
    assert "Zip for students: out/tiny.zip\nZip for students: out/dl.zip\n" in said.stdout
    assert sorted(path.name for path in (course.root / "out").iterdir()) == ["dl.zip", "tiny.zip"]
    assert warm.autograder("release", "tiny", "--bundle", cwd=course.root).returncode == 0
    assert (course.root / "bundles" / "tiny.zip").read_bytes() == (
        course.root / "out" / "tiny.zip"
    ).read_bytes()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--to", "out"], "--to says where zips go: give --bundle, too"),
        (["--check", "--bundle"], "--check writes nothing, but --bundle makes zips: give only one of them"),
    ],
)
def test_options_that_do_not_fit_are_refused_in_one_line(tiny, options, said):
    course = tiny()
    result = warm.autograder("release", *options, cwd=course.root, code=None)
    assert result.returncode != 0
    assert result.stderr == f"error: {said}\n"
    assert not (course.root / "assignments").exists()


@pytest.mark.process
def test_an_editable_install_has_no_copy_of_a_module_that_is_edited(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel:editable", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = tmp_path.glob("*.whl")
    files = contents(path)
    assert not [name for name in files if name.endswith(".py") and "/" not in name]
    (paths,) = (data.decode().split() for name, data in files.items() if name.endswith(".pth"))
    assert {*paths} == {str(ROOT)}


@pytest.mark.process
def test_the_wheel_has_no_package_that_another_may_be_called_and_its_public_part_no_trace(tmp_path, kit):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = tmp_path.glob("*.whl")
    files = contents(path)
    tops = {name.partition("/")[0] for name in files}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"autograder", "exercise_data.py"}
    # What an instructor installs brings the kit's own course with its solutions, and they lie there alone.
    public = (
        "exercise_data.py",
        "autograder/datasets/",
        "autograder/student/public/",
    )
    released = "autograder/demo/course/assignments/"
    secret = set.intersection(*(secrets_of(name) for name in kit.config.assignments))
    assert traces({name: files[name] for name in files if name.startswith(public)}, secret) == []
    for name in kit.config.assignments:
        inner = {each: files[each] for each in files if each.startswith(f"{released}{name}/")}
        assert f"{released}{name}/{name}.ipynb" in inner
        assert traces(inner, secrets_of(name)) == []
    inside = {name for name in files if Path(name).name.startswith("hidden_") or "/answers/" in name}
    assert inside
    graders = ("autograder/demo/course/solutions/", "autograder/templates/")
    assert all(name.startswith(graders) for name in inside)

    # Installed, it finds its data beside another package of that name.
    zipfile.ZipFile(path).extractall(tmp_path / "site")
    (tmp_path / "site" / "datasets").mkdir()
    (tmp_path / "site" / "datasets" / "__init__.py").write_text(HUGGING_FACES)
    code = "import exercise_data; print(len(exercise_data.load('digits').train), exercise_data.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert said.split() == ["1437", str(tmp_path / "site" / "autograder" / "datasets" / "__init__.py")]
