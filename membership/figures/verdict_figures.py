"""The figure of a fact-check: how many claims have each verdict."""

from __future__ import annotations

from membership.charts.kit.canvas import sheet
from membership.charts.verdicts import verdict_chart
from membership.derive.claims import tally
from membership.derive.verdict_words import CONTRADICTED, OPINION, SUPPORTED, VERDICTS
from membership.english import cardinal, counted, listed, sentence
from membership.figures.exhibit import Exhibit
from membership.html import Html, paragraph
from membership.tables.loading import Tables
from membership.tables.rules import UNVERIFIED
from membership.words.factcheck import article, verified_to


def claim_verdicts(tables: Tables) -> Exhibit | Html:
    """Return how many claims have each verdict, judged and computed; a sentence where there are no claims."""
    if tables.claims.empty:
        return paragraph("These tables hold no claims of an article.")
    counts, total = tally(tables), len(tables.claims)
    judged = dict(zip(counts["verdict"], counts["judged"], strict=True))
    decided = counts.dropna(subset=["computed"])
    told = [f"{number} {word}" for word, number in judged.items()]
    also = [f"{number} {word}" for word, number in zip(decided["verdict"], decided["computed"], strict=True)]
    supported = f"{cardinal(judged[SUPPORTED])} {'is' if judged[SUPPORTED] == 1 else 'are'} supported"
    title = (
        f"Of {counted(total - judged[OPINION], 'claim')} that can be rated, {supported} "
        f"and {cardinal(judged[CONTRADICTED]) if judged[CONTRADICTED] else 'none'} contradicted"
    )
    subtitle = "Claims by verdict: judged by a reader from sources, and computed where the tables can decide"
    cited = sorted({source for cell in tables.claims["sources"] for source in cell.split()} - {UNVERIFIED})
    source = f"Sources: {article(tables)['publisher']}; {len(cited) - 1} more, listed with the claims."

    return Exhibit(
        stem="claim-verdicts",
        title=title,
        subtitle=subtitle,
        alt=f"Bars of {total} claims, judged {listed(told)}; {decided['computed'].sum()} are computed too.",
        description=" ".join(
            [
                sentence(f"the article makes {total} claims"),
                sentence(f"a reader judged {listed(told)}"),
                sentence(f"from the tables are computed {listed(also)}"),
                "The other claims the tables do not decide.",
            ]
        ),
        caption=f"{title}. {subtitle}.",
        source_line=source,
        as_of=verified_to(tables),
        sources=tuple(cited),
        rows=counts.assign(meaning=counts["verdict"].map(VERDICTS)),
        draw=lambda narrow: sheet(
            verdict_chart(counts, title=title, subtitle=subtitle, source=source, narrow=narrow)
        ),
    )
