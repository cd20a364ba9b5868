# %% normalised counts
def verdicts(table, section):
    return table.loc[table["section"] == section, "verdict"].value_counts(normalize=True) * 100


my_holds = float(verdicts(ledger, given["section"]).loc["holds"])

# %% groups
def verdicts(table, section):
    rows = table[table["section"] == section]
    return rows.groupby("verdict").size() / len(rows) * 100


my_holds = 100 * (ledger[ledger["section"] == given["section"]]["verdict"] == "holds").mean()

# %% a table of one column
def verdicts(table, section):
    rows = table[table["section"] == section]
    return rows.groupby("verdict").size().mul(100).div(len(rows)).to_frame("per cent")


my_holds = verdicts(ledger, given["section"]).loc["holds", "per cent"]
