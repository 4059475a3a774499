"""Modals and Home tabs as a state: stacks of modals, hashes, what people have typed into them.

No transport and no JSON answers. What enters here has been judged already.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .elements import Json, Values, find, initial_state, merged_state, with_block_ids
from .errors import SlackError
from .ids import random_id

MAX_STACK = 3


@dataclass(frozen=True)
class View:
    """One modal or one person's Home tab.

    `content` is the view as sent, with the ids of blocks and actions filled in; `state` is what
    the fields hold (`state.values`); `errors` are texts under fields, by block_id, and `notice`
    a text for the whole modal.
    """

    id: str
    kind: Literal["modal", "home"]
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    @property
    def blocks(self) -> Sequence[Json]:
        blocks = self.content["blocks"]
        return blocks if isinstance(blocks, list) else ()

    @property
    def callback_id(self) -> str:
        return str(self.content.get("callback_id") or "")

    @property
    def external_id(self) -> str:
        return str(self.content.get("external_id") or "")

    @property
    def title(self) -> str:
        return str((self.content.get("title") or {}).get("text", ""))

    @property
    def private_metadata(self) -> str:
        return str(self.content.get("private_metadata") or "")


class Views:
    """All views of a workspace. `changed` is called inside the lock after every change."""

    def __init__(
        self,
        lock: AbstractContextManager[Any],
        clock: Callable[[], float],
        changed: Callable[[View], None],
    ) -> None:
        self._lock = lock
        self._clock = clock
        self._changed = changed
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    # -- looking --------------------------------------------------------------------------------

    def top(self, user: str) -> View | None:
        """The modal on top of a person's stack."""
        with self._lock:
            stack = self._stacks.get(user)
            return stack[-1] if stack else None

    def stack(self, user: str) -> list[View]:
        """A person's open modals, the lowest first."""
        with self._lock:
            return list(self._stacks.get(user, ()))

    def home(self, user: str) -> View | None:
        with self._lock:
            return self._homes.get(user)

    def homes(self) -> list[View]:
        """Everybody's Home tab that has been published."""
        with self._lock:
            return list(self._homes.values())

    def restore(self, homes: Sequence[View]) -> None:
        with self._lock:
            self._homes = {home.user: home for home in homes}

    def view(self, view_id: str) -> View:
        """By id. Raises SlackError `not_found`."""
        return self._first(lambda view: view.id == view_id)

    def by_external_id(self, external_id: str) -> View:
        """By the app's own id. Raises SlackError `not_found`."""
        return self._first(lambda view: view.external_id == external_id)

    def _first(self, wanted: Callable[[View], bool]) -> View:
        with self._lock:
            found = next((view for view in self._all() if wanted(view)), None)
        if found is None:
            raise SlackError("not_found")
        return found

    def _all(self) -> list[View]:
        modals = [view for stack in self._stacks.values() for view in stack]
        return [*modals, *self._homes.values()]

    # -- what the app does ----------------------------------------------------------------------

    def open(self, user: str, content: Json, channel: str | None = None) -> View:
        """A new stack with this modal; what was open is gone.

        `channel` is where the person was. Raises SlackError `duplicate_external_id`.
        """
        with self._lock:
            self._check_external_id(content, {v.id for v in self.stack(user)})
            made = self._made("modal", user, content, channel=channel)
            self._stacks[user] = [made]
            self._changed(made)
            return made

    def push(self, user: str, content: Json, onto: str | None) -> View:
        """One more modal on top. `onto` is the modal the person acted in.

        Raises SlackError `not_found`, `push_limit_reached`, `duplicate_external_id`.
        """
        with self._lock:
            stack = self._stacks.get(user, [])
            if onto is None or onto not in {view.id for view in stack}:
                raise SlackError("not_found")
            if len(stack) >= MAX_STACK:
                raise SlackError("push_limit_reached")
            self._check_external_id(content)
            made = self._made("modal", user, content, stack)
            stack.append(made)
            self._changed(made)
            return made

    def update(self, view: View, content: Json, wanted_hash: str | None = None) -> View:
        """The same view with new content; what was typed stays where the ids stay.

        Raises SlackError `not_found`, `hash_conflict`, `duplicate_external_id`.
        """
        with self._lock:
            current = self.view(view.id)
            _check_hash(current, wanted_hash)
            self._check_external_id(content, {view.id})
            new_hash = self._new_hash()
            filled = _filled(content, current.id + new_hash)
            return self._put(
                replace(
                    current,
                    content=filled,
                    hash=new_hash,
                    state=merged_state(filled["blocks"], current.state),
                    errors={},
                    notice="",
                )
            )

    def publish(self, user: str, content: Json, wanted_hash: str | None = None) -> View:
        """A person's Home tab. Raises SlackError `hash_conflict`, `duplicate_external_id`."""
        with self._lock:
            current = self._homes.get(user)
            if current is not None:
                return self.update(current, content, wanted_hash)
            if wanted_hash is not None:
                raise SlackError("hash_conflict")
            self._check_external_id(content)
            made = self._homes[user] = self._made("home", user, content)
            self._changed(made)
            return made

    # -- what happens to it ---------------------------------------------------------------------

    def close(self, view: View) -> list[View]:
        """Takes a modal and what lies on top of it away, and gives those back, the top first."""
        with self._lock:
            stack = self._stacks.get(view.user, [])
            place = next((i for i, one in enumerate(stack) if one.id == view.id), None)
            if place is None:
                raise SlackError("not_found")
            gone = stack[place:]
            del stack[place:]
            self._changed(view)
            return gone[::-1]

    def clear(self, user: str) -> list[View]:
        """Takes the whole stack away, and gives it back, the top first."""
        with self._lock:
            stack = self._stacks.get(user)
            return self.close(stack[0]) if stack else []

    def fill(self, view: View, block_id: str, action_id: str, entry: Json) -> View:
        """What a field holds now, as an entry of `state.values`. Its error goes away."""
        with self._lock:
            current = self.view(view.id)
            find(current.blocks, action_id, block_id)
            state = {block: dict(entries) for block, entries in current.state.items()}
            state.setdefault(block_id, {})[action_id] = entry
            errors = {k: v for k, v in current.errors.items() if k != block_id}
            return self._put(replace(current, state=state, errors=errors), quietly=True)

    def complain(
        self, view: View, errors: Mapping[str, str] | None = None, notice: str = ""
    ) -> View | None:
        """Puts texts on a view; nothing happens when it is gone."""
        with self._lock:
            try:
                current = self.view(view.id)
            except SlackError:
                return None
            return self._put(replace(current, errors=dict(errors or {}), notice=notice))

    # -- parts ----------------------------------------------------------------------------------

    def _made(
        self,
        kind: Literal["modal", "home"],
        user: str,
        content: Json,
        below: Sequence[View] = (),
        channel: str | None = None,
    ) -> View:
        made, new_hash = random_id("V"), self._new_hash()
        filled = _filled(content, made + new_hash)
        return View(
            made,
            kind,
            user,
            filled,
            new_hash,
            root_id=below[0].id if below else made,
            previous_id=below[-1].id if below else None,
            state=initial_state(filled["blocks"], channel),
        )

    def _put(self, view: View, *, quietly: bool = False) -> View:
        if view.kind == "home":
            self._homes[view.user] = view
        else:
            stack = self._stacks[view.user]
            stack[[one.id for one in stack].index(view.id)] = view
        if not quietly:
            self._changed(view)
        return view

    def _check_external_id(
        self, content: Json, but: set[str] | frozenset[str] = frozenset()
    ) -> None:
        wanted = content.get("external_id")
        if wanted and any(v.external_id == wanted and v.id not in but for v in self._all()):
            raise SlackError("duplicate_external_id")

    def _new_hash(self) -> str:
        return f"{int(self._clock())}.{secrets.token_hex(4)}"


def _check_hash(current: View, wanted: str | None) -> None:
    if wanted is not None and wanted != current.hash:
        raise SlackError("hash_conflict")


def _filled(content: Json, seed: str) -> Json:
    return {**content, "blocks": with_block_ids(content.get("blocks") or [], seed)}
