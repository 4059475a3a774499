"""Trying the bot: a shop's year, the real bot, and a local workspace in the browser.

The page is there at once and tells how far it is. What a visitor then finds was made by the bot
itself: its people acted four weeks through its own doors (`script`, `acting`) while the clock ran
through them (`passing`). Database and workspace are kept below `.demo/` of the working folder, and
go on from where they stood. `--once` prints last week's summary in both languages and leaves
nothing running.
"""

import argparse
import hashlib
import signal
import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from base.clock import DEFAULT_ZONE, Clock, FixedClock, local_day
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from base.rights import operator
from bot.demo.opening import FOLDER, Tell, at, has_figures, load_figures, on_terminal, opening_day
from bot.render.texts import word
from storage.engine import Database, ensure_schema, open_database

if TYPE_CHECKING:
    import workspace
    from bot.demo.passing import Passing
    from commands.context import Context

_OWN = "fupan.db"
_DAYS = 4


def demo(arguments: argparse.Namespace, clock: Clock, lang: Lang) -> int:
    """Run the demo until it is interrupted, or print once; return the exit code.

    Raises Refusal where the port is taken, the workspace's file cannot be read, or the database was
    used for something else.
    """
    from bot.own_metrics import install_own

    install_own()
    kept = _Kept(arguments.db)
    if arguments.fresh:
        kept.forget()
    if arguments.once:
        return _once(kept, clock, lang)
    return _converse(kept, clock, arguments, lang)


@dataclass(frozen=True)
class _Kept:
    """Where the demo is kept: its database, and what the workspace was when it was left."""

    url: str | None

    @property
    def database_url(self) -> str:
        return self.url or f"sqlite:///{FOLDER / _OWN}"

    @property
    def state(self) -> Path:
        """Return the workspace's file: of a database of somebody's own, one by its address."""
        if self.url is None:
            return FOLDER / "workspace.json"
        return FOLDER / f"workspace-{hashlib.sha256(self.url.encode()).hexdigest()[:12]}.json"

    def open(self) -> Database:
        """Open the database, up to date; what a demo left half made is made anew."""
        database = open_database(self.database_url)
        ensure_schema(database)
        if self.state.exists() or not _was_used(database):
            return database
        database.close()
        if self.url is not None:
            raise Refusal(msg("demo.used"))
        if self._making.exists():
            self.forget()
        else:
            self._set_aside()
        return self.open()

    @property
    def _making(self) -> Path:
        """Return the file that is there while a story is acted."""
        return FOLDER / "making"

    def being_made(self, *, now: bool) -> None:
        """Note that the story is being acted, or that it has been."""
        if self.url is not None:
            return
        if now:
            self._making.touch()
        else:
            self._making.unlink(missing_ok=True)

    def _set_aside(self) -> None:
        """Keep what somebody did in a demo that knew no story yet."""
        before = FOLDER / "before"
        before.mkdir(exist_ok=True)
        for path in self._own():
            if path.exists():
                path.replace(before / path.name)

    def _own(self) -> list[Path]:
        """Return the demo's own files, those of its database included."""
        stem = Path(_OWN).stem
        return [*FOLDER.glob(f"{stem}.*"), *FOLDER.glob("workspace.json*"), self._making]

    def spoken(self) -> Lang | None:
        """Return the language of the demo that is kept, None where there is none yet.

        Raises Refusal where its file cannot be read.
        """
        from workspace import StateError, read_state

        try:
            found = read_state(self.state)
        except StateError as error:
            raise Refusal(msg("demo.state", why=str(error))) from error
        return None if found is None else Lang(str(found.notes["lang"]))

    def forget(self) -> None:
        """Remove what the demo made: its own files only, never a database of somebody's own."""
        if self.url is not None:
            raise Refusal(msg("demo.fresh_own"))
        for path in self._own():
            path.unlink(missing_ok=True)


def _was_used(database: Database) -> bool:
    from storage import schedules

    with database.read() as work:
        return bool(schedules.listed(work))


# -- printing once ---------------------------------------------------------------------------------


def _once(kept: _Kept, clock: Clock, lang: Lang) -> int:
    from bot.render.terminal import print_answer
    from commands.context import Context, Request
    from commands.router import handle

    database = kept.open()
    try:
        today = _opening(clock)
        load_figures(database, today, clock, on_terminal(lang))
        context = Context(database, FixedClock(at(today)))
        for tongue, text in ((Lang.ZH, "周报 上周"), (Lang.EN, "weekly last week")):
            print_answer(handle(context, Request(text, operator(tongue), tongue)), tongue)
            _say("")
    finally:
        database.close()
    return 0


def _opening(clock: Clock) -> date:
    return opening_day(local_day(clock, DEFAULT_ZONE))


# -- a workspace to talk in ------------------------------------------------------------------------


@dataclass
class _Later:
    """A traveller that is made after the workspace that travels with it."""

    passing: "Passing | None" = None

    def next(self, now: float, until: float) -> float:
        return self.passing.next(now, until) if self.passing else until

    def arrived(self, now: float) -> None:
        if self.passing is not None:
            self.passing.arrived(now)


@dataclass
class _Running:
    """The demo while it runs: one workspace, one bot, one database."""

    database: Database
    local: "workspace.RunningWorkspace"
    lang: Lang
    day: date
    later: _Later
    stop: threading.Event = field(default_factory=threading.Event)

    def context(self) -> "Context":
        from bot.demo.passing import WorkspaceClock
        from commands.context import Context

        return Context(self.database, WorkspaceClock(self.local))

    def bot(self, passing: "Passing") -> threading.Thread:
        """Start the bot, and wait until it is connected."""
        from bot.slack.run import run

        thread = threading.Thread(
            target=run,
            args=(passing.settings, passing.context, self.stop),
            kwargs={"posting": lambda *_: passing},
            name="fupan-demo",
        )
        thread.start()
        self.local.wait_for_app()
        return thread

    def passing(self) -> "Passing":
        from bot.demo.passing import Passing
        from bot.slack.run import SlackSettings

        settings = SlackSettings(
            bot_token=self.local.bot_token,
            app_token=self.local.app_token,
            api_url=self.local.base_url,
        )
        return Passing(self.context(), settings, self.day)


def _converse(kept: _Kept, clock: Clock, arguments: argparse.Namespace, lang: Lang) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        # Also where a shell that started it in the background had it ignore the keyboard.
        signal.signal(number, signal.default_int_handler)
    database = kept.open()
    later = _Later()
    try:
        lang = kept.spoken() or lang
        with _workspace(kept, database, arguments, lang, later, clock) as local:
            made = local.restored
            day = date.fromisoformat(local.notes["born"]) if made else _opening(clock)
            running = _Running(database, local, lang, day, later)
            _say(word(msg("demo.address", url=local.page_url), lang))
            if arguments.lang not in (None, lang.value):
                _say(word(msg("demo.speaks"), lang))
            return _run(running, kept, made=made)
    finally:
        database.close()


def _workspace(
    kept: _Kept,
    database: Database,
    arguments: argparse.Namespace,
    lang: Lang,
    later: _Later,
    clock: Clock,
) -> "workspace.RunningWorkspace":
    import workspace
    from bot.demo.place import config
    from bot.demo.speaking import Spoken
    from bot.demo.tour import tour

    known = kept.state.exists()
    # Where `--once` has made the figures already, the story is all that is waited for.
    first = _opening(clock) - timedelta(days=_DAYS)
    wait = msg("demo.living" if has_figures(database, first) else "demo.loading")
    made = config(
        lang,
        tour=tour(lang),
        traveller=later,
        on_locale=Spoken(database).chose,
        preparing=None if known else workspace.Words(word(wait, Lang.ZH), word(wait, Lang.EN)),
        ask_language=not known and not arguments.lang,
    )
    try:
        return workspace.start(made, port=arguments.port, state=kept.state)
    except OSError as error:
        raise Refusal(msg("demo.port", port=str(arguments.port))) from error


def _run(running: _Running, kept: _Kept, *, made: bool) -> int:
    bot: threading.Thread | None = None
    passing: Passing | None = None
    try:
        if not made:
            _figures(running)
        passing = running.later.passing = running.passing()
        bot = running.bot(passing)
        if not made:
            kept.being_made(now=True)
            _story(running, passing)
            kept.being_made(now=False)
        passing.go_on()
        _welcome(running)
        while bot.is_alive():
            bot.join(timeout=1)
    except KeyboardInterrupt:
        _say("\n" + word(msg("demo.stopping"), running.lang))
    finally:
        running.stop.set()
        if bot is not None:
            bot.join(timeout=45)
    return 0


def _telling(running: _Running) -> Tell:
    """Return a teller of progress, on the terminal and on the page."""
    from workspace import Words

    here = on_terminal(running.lang)

    def tell(label: Msg, share: float | None) -> None:
        here(label, share)
        running.local.prepare(Words(word(label, Lang.ZH), word(label, Lang.EN)), share)

    return tell


def _figures(running: _Running) -> None:
    """Let it be the morning of the opening, with figures up to the day before."""
    clock = running.local.clock
    clock.freeze()
    clock.set(at(running.day))
    # An agenda of a Monday stands since the Friday before; the days between come as they end.
    load_figures(running.database, running.day, running.context().clock, _telling(running), _DAYS)


def _story(running: _Running, passing: "Passing") -> None:
    """Act the weeks before, in the language that the visitor chose."""
    from bot.demo.acting import Acting
    from bot.demo.place import channels, people
    from bot.demo.speaking import Spoken

    local = running.local
    if local.chosen_locale is not None:
        running.lang = Lang.ZH if local.chosen_locale.startswith("zh") else Lang.EN
        local.repopulate(people(running.lang), channels(running.lang))
    acting = Acting(local, passing, running.lang, running.day, _telling(running))
    local.clock.set(acting.begins)
    spoken = Spoken(running.database)
    spoken.everybody(local, running.lang, passing.context.clock)
    spoken.open_cases(passing.context.clock, acting.begins.date())
    acting.act()
    # What came since yesterday afternoon is new to everybody.
    local.mark_read(local.clock.now() - 20 * 3600)
    local.notes.update(born=running.day.isoformat(), lang=running.lang.value)
    local.clock.resume()
    local.ready()


def _welcome(running: _Running) -> None:
    """Print what to try, and one question answered by the very code that runs."""
    from bot.render.terminal import print_answer
    from commands.context import Request
    from commands.help import examples_for
    from commands.router import handle

    lang = running.lang
    example = examples_for(lang)[1]
    _say(f"\n> /metric {example}")
    print_answer(handle(running.context(), Request(example, operator(lang), lang)), lang)
    _say("\n" + word(msg("demo.open", url=running.local.page_url), lang))
    for tongue in (lang, *(other for other in Lang if other is not lang)):
        for example in examples_for(tongue):
            _say(f"   /metric {example}")
    _say(word(msg("demo.stop_with"), lang))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the demo talks on the terminal
