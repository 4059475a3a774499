"""Judges of Block Kit that others wrote, each behind one question: would this be taken?

An opinion is True, False, or None where the judge cannot say: a judge is not asked about kinds
of rule it has no means to express. Which kinds those are is declared here, judge by judge.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import slackblocks
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slackblocks.errors import InvalidUsageError

from tests.workspace.blockkit_build import Case, Json, Kind

Opinion = bool | None
Judge = Callable[[Case], Opinion]
PROJECT = Path(__file__).parents[1] / "independent"
PATIENCE_SECONDS = 300


# ---- slack_sdk.models --------------------------------------------------------------------------

# Its classes check lengths and a few words; they drop what they do not know, with a warning.
SDK_KINDS: tuple[Kind, ...] = ("good", "size", "form")


def slack_sdk_says(case: Case) -> Opinion:
    """Slack's own Python classes: parse, then write out, which validates on the way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _sdk_reads(case)
        except (SlackObjectFormationError, TypeError, AttributeError, KeyError, ValueError):
            return False


def _sdk_reads(case: Case) -> Opinion:
    parsed = [Block.parse(block) for block in case.blocks]
    if any(block is None for block in parsed):
        return None  # a block it has no class for
    for block in parsed:
        assert block is not None
        block.to_dict()
    if case.surface != "message":
        View(**case.payload).to_dict()
    return True


# ---- slackblocks -------------------------------------------------------------------------------

SLACKBLOCKS_KINDS: tuple[Kind, ...] = ("good", "size", "shape", "across", "surface")
SLACKBLOCKS_LACK = frozenset({"auth_provider", "call"})


def slackblocks_says(case: Case) -> Opinion:
    """slackblocks 3 reads some blocks back from JSON; the others are built here from theirs."""
    if not SLACKBLOCKS_LACK.isdisjoint(_types(case.payload)):
        return None
    try:
        blocks = [_slackblocks_block(block) for block in case.blocks]
        _slackblocks_surface(case, blocks)
    except NotImplementedError:
        return None
    except (InvalidUsageError, TypeError, AttributeError, KeyError, ValueError):
        return False
    return True


def _slackblocks_surface(case: Case, blocks: list[Any]) -> None:
    if case.surface == "message":
        slackblocks.Message(channel="C1", blocks=blocks)
        return
    given = dict(case.payload)
    kind = given.pop("type")
    frame = slackblocks.ModalView if kind == "modal" else slackblocks.HomeTabView
    given["blocks"] = blocks
    for name in ("title", "submit", "close"):
        if name in given:
            given[name] = slackblocks.Text.from_dict(given[name])
    frame(**given)


def _slackblocks_block(block: Json) -> Any:
    """NotImplementedError where slackblocks has no way from JSON, and neither have we."""
    make: Callable[[Json], Any] = _MAKERS.get(block["type"], slackblocks.blocks.Block.from_dict)
    return make(dict(block))


def _given(block: Json) -> Json:
    return {name: value for name, value in block.items() if name != "type"}


def _cell(cell: Json) -> Any:
    if cell["type"] == "raw_text":
        return slackblocks.RawText(**_given(cell))
    if cell["type"] == "raw_number":
        return slackblocks.RawNumber(**_given(cell))
    raise NotImplementedError("rich text cells")


def _rows(block: Json) -> Json:
    return _given(block) | {"rows": [[_cell(cell) for cell in row] for row in block["rows"]]}


def _table(block: Json) -> Any:
    given = _rows(block)
    settings = given.get("column_settings")
    if settings is not None:
        if None in settings:
            raise NotImplementedError("skipped columns")
        given["column_settings"] = [slackblocks.ColumnSettings(**one) for one in settings]
    return slackblocks.TableBlock(**given)


def _data_table(block: Json) -> Any:
    return slackblocks.DataTableBlock(**_rows(block))


def _line(series: Json) -> Any:
    points = [slackblocks.DataPoint(**point) for point in series["data"]]
    return slackblocks.DataSeries(**series | {"data": points})


def _chart(block: Json) -> Any:
    chart = _given(block["chart"])
    kind = block["chart"]["type"]
    if kind == "pie":
        chart["segments"] = [slackblocks.ChartSegment(**one) for one in chart["segments"]]
        made: Any = slackblocks.PieChart(**chart)
    else:
        chart["series"] = [_line(series) for series in chart["series"]]
        chart["axis_config"] = slackblocks.AxisConfig(**chart["axis_config"])
        made = _AXIS_CHARTS[kind](**chart)
    return slackblocks.DataVisualizationBlock(**_given(block) | {"chart": made})


def _button(element: Json) -> Any:
    if element["type"] != "button" or "confirm" in element:
        raise NotImplementedError("elements but simple buttons")
    return slackblocks.Button(**_given(element) | {"text": _text(element["text"])})


def _text(given: Json) -> Any:
    return slackblocks.Text.from_dict(given)


def _actions(block: Json) -> Any:
    elements = [_button(element) for element in block["elements"]]
    return slackblocks.ActionsBlock(**_given(block) | {"elements": elements})


def _container(block: Json) -> Any:
    given = _given(block)
    for name in ("title", "subtitle"):
        if name in given:
            given[name] = _text(given[name])
    if "icon" in given or "rich_text_title" in given:
        raise NotImplementedError
    given["child_blocks"] = [_slackblocks_block(child) for child in block["child_blocks"]]
    return slackblocks.ContainerBlock(**given)


def _card(block: Json) -> Any:
    given = _given(block)
    if {"hero_image", "icon", "slack_icon"} & set(given):
        raise NotImplementedError
    for name in ("title", "subtitle", "body", "subtext"):
        if name in given:
            given[name] = _text(given[name])
    if "actions" in given:
        given["actions"] = [_button(one) for one in given["actions"]]
    return slackblocks.CardBlock(**given)


def _carousel(block: Json) -> Any:
    cards = [_card(one) for one in block["elements"]]
    return slackblocks.CarouselBlock(**_given(block) | {"elements": cards})


def _task(block: Json) -> Any:
    if {"details", "output", "sources"} & set(block):
        raise NotImplementedError
    return slackblocks.TaskCardBlock(**_given(block))


def _plan(block: Json) -> Any:
    tasks = [_task(one) for one in block["tasks"]] if "tasks" in block else None
    return slackblocks.PlanBlock(**_given(block) | {"tasks": tasks})


_AXIS_CHARTS: dict[str, Any] = {
    "line": slackblocks.LineChart,
    "bar": slackblocks.BarChart,
    "area": slackblocks.AreaChart,
}
_MAKERS: dict[str, Callable[[Json], Any]] = {
    "actions": _actions,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "data_table": _data_table,
    "data_visualization": _chart,
    "plan": _plan,
    "table": _table,
    "task_card": _task,
}


# ---- Slack's typings, as a JSON Schema ---------------------------------------------------------

# Types say nothing of lengths, forms, or of one block in the light of another.
TYPINGS_KINDS: tuple[Kind, ...] = ("good", "shape")
TYPINGS_LACK = frozenset({"data_visualization", "auth_provider", "call"})


def typings_judge(cache: Path) -> Judge:
    """Slack's TypeScript types, made into a JSON Schema that `cache` keeps."""
    validator = jsonschema.Draft7Validator(schema_of_typings(cache))

    def says(case: Case) -> Opinion:
        if not TYPINGS_LACK.isdisjoint(_types(case.payload)):
            return None
        return bool(validator.is_valid({case.surface: case.payload}))

    return says


def _types(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        kind = value.get("type")
        if isinstance(kind, str):
            yield kind
        for part in value.values():
            yield from _types(part)
    elif isinstance(value, list):
        for part in value:
            yield from _types(part)


def schema_of_typings(cache: Path) -> Json:
    """The schema, made once a version of the npm project and kept in pytest's cache folder.

    Skips the test, saying why, where there is no npm or no network.
    """
    inputs = ("package-lock.json", "package.json", "typings.ts")
    mark = hashlib.sha256(b"".join((PROJECT / name).read_bytes() for name in inputs)).hexdigest()
    kept = cache / f"{mark[:16]}.json"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            for name in inputs:
                shutil.copy(PROJECT / name, folder)
            made = _made_schema(Path(folder))
            part = cache / f"{mark[:16]}.{os.getpid()}.part"
            part.write_bytes(made.read_bytes())
            part.replace(kept)
    schema: Json = json.loads(kept.read_text("utf-8"))
    return schema


def _made_schema(folder: Path) -> Path:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("no node and npm to make a schema of Slack's typings with")
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        installed = subprocess.run(
            install, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_SECONDS
        )
    except subprocess.TimeoutExpired:
        pytest.skip("Slack's typings could not be fetched: npm took too long")
    if installed.returncode != 0:
        pytest.skip(f"Slack's typings could not be fetched: {installed.stderr[-200:]}")
    program = "node_modules/ts-json-schema-generator/bin/ts-json-schema-generator.js"
    make = [node, program, "--path", "typings.ts", "--type", "Judged", "-j", "none"]
    out = folder / "schema.json"
    subprocess.run(
        [*make, "-o", str(out)],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    return out
