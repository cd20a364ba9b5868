# %% counts
# feedback: these are counts
def verdicts(table, section):
    return table[table["section"] == section]["verdict"].value_counts()


my_holds = verdicts(ledger, given["section"])["holds"]

# %% shares of one
# feedback: these are shares of one
def verdicts(table, section):
    return table[table["section"] == section]["verdict"].value_counts(normalize=True)


my_holds = verdicts(ledger, given["section"])["holds"]

# %% divides by all claims
# feedback: claims of all sections
def verdicts(table, section):
    return 100 * table[table["section"] == section]["verdict"].value_counts() / len(table)


my_holds = verdicts(ledger, given["section"])["holds"]

# %% counts all sections
# feedback: all sections are counted
def verdicts(table, section):
    return 100 * table["verdict"].value_counts(normalize=True)


my_holds = verdicts(ledger, given["section"])["holds"]

# %% divides each verdict by its own total
# feedback: divided by its claims in all sections
def verdicts(table, section):
    inside = table[table["section"] == section]["verdict"].value_counts()
    return (100 * inside / table["verdict"].value_counts()).dropna()


my_holds = verdicts(ledger, given["section"])["holds"]

# %% leaves the section out
# feedback: this is the other section
def verdicts(table, section):
    return 100 * table[table["section"] != section]["verdict"].value_counts(normalize=True)


my_holds = verdicts(ledger, given["section"])["holds"]

# %% rounded
# feedback: seems to be rounded
def verdicts(table, section):
    rows = table[table["section"] == section]
    return (100 * rows["verdict"].value_counts(normalize=True)).round(1)


my_holds = verdicts(ledger, given["section"])["holds"]
