# %% takes every text for a witness
# feedback: Who stands behind them
def first_texts(links):
    return links["text"].unique().tolist()


my_first = first_texts(links)

# %% every source
# feedback: Leave these out
def first_texts(links):
    return links["takes_from"].unique().tolist()


my_first = first_texts(links)

# %% the wrong way round
# feedback: from these texts nobody takes the figure
def first_texts(links):
    return links.loc[~links["text"].isin(links["takes_from"]), "text"].unique().tolist()


my_first = first_texts(links)

# %% keeps the sources that copy
# feedback: pass on what they took
def first_texts(links):
    return links.loc[links["takes_from"].isin(links["text"]), "takes_from"].unique().tolist()


my_first = first_texts(links)

# %% counts a first text for each link
# feedback: two links that begin in one text have one witness
def first_texts(links):
    return links.loc[~links["takes_from"].isin(links["text"]), "takes_from"].tolist()


my_first = first_texts(links)

# %% the number of witnesses
# feedback: Asked for is a list of the texts
def first_texts(links):
    return len(set(links["takes_from"]) - set(links["text"]))


my_first = first_texts(links)

# %% its own table, whatever is given
# feedback: which does not belong
def first_texts(table):
    return sorted(set(links["takes_from"]) - set(links["text"]))


my_first = first_texts(links)
