"""A report for people: at a prompt, and in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, List, Optional

from ._records import Finding, Summary

if TYPE_CHECKING:
    from ._report import Report

SHOWN = 10


def amount(money: Optional[float]) -> str:
    if money is None:
        return "unknown"
    return f"{money:,.2f}" if abs(money) < 1000 else f"{money:,.0f}"


def printable(text: str) -> str:
    """An id may hold anything; what would move the cursor is shown instead."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def worth(finding: Finding) -> str:
    if finding.cost_to_fix_per_month:
        return "costs " + amount(finding.cost_to_fix_per_month)
    return amount(finding.recoverable_per_month) if finding.basis else "-"


def headline(summary: Summary) -> str:
    plural = "" if summary.findings == 1 else "s"
    money = f"{amount(summary.waste_per_hour)} of {amount(summary.spend_per_hour)} {summary.currency}/hour wasted"
    return (f"{summary.findings} finding{plural}, {money}, {amount(summary.recoverable_per_month)} {summary.currency}/month recoverable"
            f" ({summary.nodes:,} nodes, {summary.gpus:,.0f} GPUs, {summary.workloads:,} workloads)")


def as_text(report: "Report") -> str:
    summary, findings = report.summary, report.findings
    lines: List[str] = [f"<piq.Report: {printable(headline(summary))}>"]
    for finding in findings[:SHOWN]:
        kind = f"{finding.detector}/{finding.subtype}"
        lines.append(f"  {finding.severity:<8}  {kind:<34}  {printable(finding.entity_id):<24}  {worth(finding):>12}  "
                     f"{printable(finding.message)}")
    if len(findings) > SHOWN:
        lines.append(f"  ... and {len(findings) - SHOWN:,} more")
    if len(report.not_evaluated):
        lines.append(f"  not judged: {len(report.not_evaluated):,}, see .not_evaluated")
    return "\n".join(lines)


def as_html(report: "Report") -> str:
    summary, findings = report.summary, report.findings
    titles = ("severity", "finding", "state", "entity", f"saves {summary.currency}/month", "why", "do")
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "".join(_html_row(finding) for finding in findings[: 2 * SHOWN])
    rest = len(findings) - 2 * SHOWN
    more = f"<p>... and {rest:,} more</p>" if rest > 0 else ""
    judged = f"<p>not judged: {len(report.not_evaluated):,}</p>" if len(report.not_evaluated) else ""
    return f"<div><p><b>piq</b> {escape(headline(summary))}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}{judged}</div>"


def _html_row(finding: Finding) -> str:
    action = finding.remedies[0].action.replace("_", " ") if finding.remedies else ""
    cells = (finding.severity, f"{finding.detector}/{finding.subtype}", finding.state, printable(finding.entity_id), worth(finding),
             printable(finding.message), action)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
