"""Packages and a project on a server: logins that are no superuser hand out, in and merge."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model.errors import NotYours, PackageRefused
from annotator.stages import coding, sharing
from annotator.stages.results import finish
from tests.build import a_whole_event
from tests.packaged import findings, hand_in, members_of, merge, rows_in, rows_of
from tests.server import drop_database
from tests.shared_lab import CODERS, LEAD, OWNER, REVIEWER, a_shared_lab


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packages")


def test_a_lead_by_login_hands_out_and_merges(folder: Path) -> None:
    lab = a_shared_lab()
    package = folder / "kim.annpack"
    with lab.opened(LEAD) as project:
        zoe, kim = lab.people[LEAD], lab.people["kim"]
        finish(sharing.hand_out(project, zoe, kim, package))
        own = finish(sharing.new_from(folder / "kim.annotator", package))
        article = lab.articles["fresh"]
        coding.save_event(own, kim, a_whole_event(article))
        coding.set_aside(own, kim, lab.articles["gold"].id, "too long")
        work = hand_in(own, folder / "work.annpack")
        assert merge(project, work).n_new == 2
        assert merge(project, work).n_new == 0
        assert len(coding.opened(project, kim, article.id).events) == 1
    with lab.opened("kim") as project:
        assert len(coding.opened(project, kim, article.id).events) == 1
        there = hand_in(project, folder / "there.annpack")
        assert there.read_bytes() == work.read_bytes()
        assert merge(own, there).n_new == 0
        with pytest.raises(NotYours, match="A lead merges"):
            merge(project, work)
    with lab.opened(OWNER) as project:
        wrong = [each for each in findings(project) if not each.startswith("rights:")]
        assert wrong == []  # the server's own counts are its administrator's to close
    own.close()
    drop_database(lab.superuser)


def test_everybody_s_work_on_a_server_makes_the_same_project_in_a_file(folder: Path) -> None:
    lab = a_shared_lab()
    with lab.opened(OWNER) as project:
        lead = lab.people[OWNER]
        packages = []
        for handle in (REVIEWER, *CODERS):
            with lab.opened(handle) as theirs:
                packages.append(hand_in(theirs, folder / f"{handle}.annpack"))
            again = hand_in(project, folder / "again.annpack", lab.people[handle])
            assert members_of(again) == members_of(packages[-1])
        packages += [hand_in(project, folder / "lead.annpack", lead)]
        kim_s = folder / "out.annpack"
        finish(sharing.hand_out(project, lead, lab.people["kim"], kim_s))
        assert rows_in(kim_s, "event_revision") == []
        finish(sharing.hand_out(project, lead, lead, kim_s))
        own = finish(sharing.new_from(folder / "lead.annotator", kim_s))
        with pytest.raises(PackageRefused, match="another coder's"):
            merge(own, packages[0])
        assert merge(own, packages[-1]).n_new > 0
        assert findings(own) == []
        assert rows_of(own).items() <= rows_of(project).items()
        assert merge(project, *packages).n_new == 0
    own.close()
    drop_database(lab.superuser)
