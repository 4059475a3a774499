"""What happens behind the door for cases: from one window to the next, and into the inbox.

Whoever comes in is an `Actor` for as long as the call lasts: for his language, for the size of his
team, for his number where he signs. Nothing here writes it down, logs it or raises an error that
holds it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from base.case import TOPIC_OF, CaseKind, Help, Report
from base.clock import DEFAULT_ZONE, local_day
from base.form import Form, Submission, Unfit
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from commands import case_pages as pages
from commands.case_pages import Around, Shown, Written
from commands.context import Context
from commands.schedule_keeping import team_names
from commands.submitting import PATIENCE
from reviews import case_settings, cases, receipts
from reviews.case_words import outcome_lines, state_in_words
from reviews.masking import Hidden, Masker, too_long
from reviews.moderating import to_shred
from reviews.receipts import NotAReceiptError, Receipts
from storage.engine import Work
from storage.names import everybody_called
from storage.roster import person_of_user, team_sizes
from storage.version import state_of


class Door:
    """The windows of cases, one after the other. One a process."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._maskers: dict[Lang, tuple[tuple[int, str, date], Masker]] = {}

    def today(self) -> date:
        """Return the workspace's day: the asker's own zone would say where he is."""
        return local_day(self._context.clock, DEFAULT_ZONE)

    def warm_up(self) -> None:
        """Make what masks texts, so that the first person to send one does not wait for it."""
        with self._context.database.read() as work:
            for lang in Lang:
                self._masker(work, lang)

    def _masker(self, work: Work, lang: Lang) -> Masker:
        """Return what masks texts by the names of today; made anew when the names change."""
        state = (*state_of(work), self.today())
        known = self._maskers.get(lang)
        if known is None or known[0] != state:
            known = state, Masker(everybody_called(work), self.today(), lang)
            self._maskers[lang] = known
        return known[1]

    # -- writing --------------------------------------------------------------------------------

    def write(self, actor: Actor) -> Form:
        """Return the first window; the one that says why, where nothing can be taken in."""
        with self._context.database.read() as work:
            why = case_settings.closed(work, self.today())
            if why is not None:
                return pages.closed_page(why)
            around = self._around(work, actor)
        return pages.write_page(Written(receipts.new_nonce()), around)

    def back(self, actor: Actor, submission: Submission) -> Form:
        """Return the first window again, with what was written on the second."""
        written = _written(submission)
        with self._context.database.read() as work:
            around = self._around(work, actor)
        return pages.write_page(replace(written, round=written.round + 1), around)

    def preview(self, actor: Actor, lang: Lang, submission: Submission) -> Form:
        """Return the second window: the text as others will see it.

        Raises Unfit where there is nothing to show or too much.
        """
        written = _written(submission)
        if not written.texts.get("happened", "").strip():
            raise Unfit({pages.key("happened", written.round): msg("case.empty")})
        with self._context.database.read() as work:
            around = self._around(work, actor)
            masked, found = self._masked(work, written, lang)
        return pages.preview_page(masked, around, found, again=False)

    def _around(self, work: Work, actor: Actor) -> Around:
        today = self.today()
        sizes = team_sizes(work, today)
        least = case_settings.USUAL
        mine = [sizes.get(team, 0) for team in actor.teams]
        names = team_names(work)
        return Around(
            promise=case_settings.promise(work),
            team_size=min(mine, default=0),
            teams={n: name for n, name in names.items() if sizes.get(n, 0) >= least},
            may_sign=actor.person > 0,
        )

    def _masked(self, work: Work, written: Written, lang: Lang) -> tuple[Written, Counter[Hidden]]:
        """Return what was written as others will see it, in a round of its own.

        Raises Unfit for what is too long.
        """
        masker = self._masker(work, lang)
        texts: dict[str, str] = {}
        found: Counter[Hidden] = Counter()
        for name, text in written.texts.items():
            if too_long(text):
                raise Unfit({pages.key(name, written.round): _too_long(name)})
            masked = masker.mask(text)
            if len(masked.text) > pages.LONGEST[name]:
                raise Unfit({pages.key(name, written.round): _too_long(name)})
            texts[name] = masked.text
            found.update(masked.found)
        return replace(written, texts=texts, round=written.round + 1), found

    # -- into the inbox -------------------------------------------------------------------------

    def send(self, actor: Actor, lang: Lang, submission: Submission) -> tuple[Form, bool]:
        """Keep a case; return the window with its receipt and True. Committed when this returns.

        Where something in it had to be masked that was not seen masked before, the second window
        comes again, with False, and nothing is kept. Raises Unfit, Refusal and BusyError.
        """
        written = _written(submission)
        if not written.texts.get("happened", "").strip():
            raise Unfit({pages.key("happened", written.round): msg("case.empty")})
        with self._context.database.read() as work:
            masked, found = self._masked(work, written, lang)
            if found:
                around = self._around(work, actor)
                return pages.preview_page(masked, around, found, again=True), False
            self._refuse_words(work, written)
            report = self._report(work, actor, written, masked.texts)
        receipt = self._keep(written, report)
        named = report.named_by > 0
        words = receipts.in_words(receipt, lang)
        return pages.kept_page(words, self._soonest(), report.week, named=named), True

    def _keep(self, written: Written, report: Report) -> bytes:
        with self._context.database.write(PATIENCE) as work:
            why = case_settings.closed(work, self.today())
            if why is not None:
                raise Refusal(why)
            known = self._receipts(work)
            bits = known.bits(written.nonce)
            # The same window delivered twice is one case with one receipt.
            cases.submit(work, known.kept(bits), report)
        return bits

    def _receipts(self, work: Work) -> Receipts:
        return Receipts(receipts.secret_of(work))

    def _refuse_words(self, work: Work, written: Written) -> None:
        for unwanted in case_settings.words(work):
            for name, text in written.texts.items():
                if unwanted.casefold() in text.casefold():
                    raise Unfit({pages.key(name, written.round): msg("case.word", word=unwanted)})

    def _report(
        self, work: Work, actor: Actor, written: Written, texts: Mapping[str, str]
    ) -> Report:
        level, team = pages.level_of(written.where)
        signed = written.sign == pages.SIGNED and actor.person > 0
        return Report(
            kind=CaseKind(written.kind),
            happened=texts.get("happened", ""),
            known=texts.get("known", ""),
            helps=texts.get("helps", ""),
            topic=written.topic if written.topic in TOPIC_OF else "other",
            week=cases.monday(self.today()),
            level=level,
            team=team,
            help=Help(written.help) if written.help else Help.UNSURE,
            praised=_praised(work, written),
            named_by=actor.person if signed else 0,
        )

    def _soonest(self) -> date:
        return self.today() + timedelta(days=1)

    # -- the receipt ----------------------------------------------------------------------------

    def check(self) -> Form:
        """Return the window in which a receipt is typed."""
        return pages.check_page()

    def look(self, lang: Lang, submission: Submission) -> Form:
        """Return how the case of a typed receipt stands. Raises Unfit where there is none."""
        field = next(iter(submission.values))
        try:
            bits = receipts.from_words(submission.text(field))
        except NotAReceiptError as error:
            raise Unfit({field: error.why}) from None
        with self._context.database.read() as work:
            found = self._shown(work, bits)
        if found is None:
            raise Unfit({field: msg("case.receipt.none")})
        return pages.standing_page(found, _coming_back(bits))

    def _shown(self, work: Work, bits: bytes) -> Shown | None:
        standing = cases.standing(work, self._known(work).kept(bits))
        if standing is None:
            return None
        if standing.case is None:
            return pages.waiting(standing.week, self._soonest())
        return Shown(
            standing,
            state_in_words(work, standing, self.today()),
            outcome_lines(work, standing, self.today()),
        )

    def _known(self, work: Work) -> Receipts:
        """Return the receipts of an installation that has given some."""
        return Receipts(receipts.kept_secret(work))

    def answer(self, lang: Lang, submission: Submission) -> Form:
        """Keep an answer to a question; where it had to be masked, it is shown first."""
        field = next(iter(submission.values))
        typed = submission.text(field)
        bits = _bits(submission)
        with self._context.database.read() as work:
            found = self._shown(work, bits)
            if found is None:
                raise Unfit({field: msg("case.receipt.none")})
            if not typed:
                raise Unfit({field: msg("case.empty")})
            if too_long(typed):
                raise Unfit({field: _too_long("answer")})
            masked = self._masker(work, lang).mask(typed)
        if len(masked.text) > pages.LONGEST["answer"]:
            raise Unfit({field: _too_long("answer")})
        if masked.found:
            carried = dict(submission.carried)
            carried["round"] = str(int(carried.get("round", "0")) + 1)
            return pages.standing_page(found, carried, masked.text, masked.found)
        with self._context.database.write(PATIENCE) as work:
            known = self._receipts(work)
            key = known.answer_key(submission.carried.get("nonce", ""))
            cases.answer(work, known.kept(bits), key, masked.text)
        return pages.told_page(msg("case.check.title"), msg("case.standing.answer_kept"))

    def take_back(self, submission: Submission) -> Form:
        """Take a case back; committed when this returns. Raises Refusal where that is too late."""
        bits = _bits(submission)
        with self._context.database.write(PATIENCE) as work:
            cases.withdraw(work, self._receipts(work).kept(bits))
            to_shred(work)
        return pages.told_page(msg("case.check.title"), msg("case.standing.gone"))


def _written(submission: Submission) -> Written:
    """Return what stands in a window, over what it carried along."""
    carried = submission.carried
    if not carried.get("nonce"):
        raise Refusal(msg("case.old_window"))
    filled = {pages.plain(name): text for name, text in submission.values.items()}
    chosen = {
        name: filled.get(name, carried.get(name, ""))
        for name in ("kind", "help", "topic", "where", "praised", "sign")
    }
    return Written(
        nonce=carried["nonce"],
        round=int(carried.get("round", "0")),
        texts={name: filled[name] for name in pages.TEXTS if filled.get(name, "").strip()},
        **chosen,
    )


def _coming_back(bits: bytes) -> dict[str, str]:
    return {"receipt": bits.hex(), "nonce": receipts.new_nonce(), "round": "0"}


def _bits(submission: Submission) -> bytes:
    try:
        return bytes.fromhex(submission.carried["receipt"])
    except (KeyError, ValueError) as error:
        raise Refusal(msg("case.old_window")) from error


def _too_long(name: str) -> Msg:
    return msg("case.too_long", n=pages.LONGEST[name])


def _praised(work: Work, written: Written) -> int:
    """Return the number of whoever is praised. Raises Unfit where nobody knows him here."""
    if written.kind != CaseKind.WELL.value or not written.praised:
        return 0
    found = person_of_user(work, written.praised)
    if found is None:
        raise Unfit({pages.key("praised", written.round): msg("case.praised.unknown")})
    return found
