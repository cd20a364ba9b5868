# %% sets: sources less texts
def first_texts(links):
    return sorted(set(links["takes_from"]) - set(links["text"]))


my_first = first_texts(links)

# %% a loop over the sources
def first_texts(links):
    found = []
    for source in links["takes_from"]:
        if source not in links["text"].values and source not in found:
            found.append(source)
    return found


my_first = first_texts(links)

# %% a merge that finds no text behind a source
def first_texts(links):
    behind = links[["takes_from"]].merge(links[["text"]].drop_duplicates(), left_on="takes_from", right_on="text", how="left")
    return behind.loc[behind["text"].isna(), "takes_from"].drop_duplicates().tolist()


my_first = first_texts(links)

# %% an array
def first_texts(links):
    sources = links["takes_from"].drop_duplicates()
    return sources[~sources.isin(links["text"])].to_numpy()


my_first = first_texts(links)
