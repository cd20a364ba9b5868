# %% a function that calls itself
def trail(table, text, before=()):
    if text in before:
        return list(before)
    row = table[table["text"] == text]
    before = (*before, text)
    if row.empty or pd.isna(row["cites"].iloc[0]):
        return list(before)
    return trail(table, row["cites"].iloc[0], before)


my_trail = trail(links, given["text"])

# %% at most as many steps as there are texts
def trail(table, text):
    cites = dict(zip(table["text"], table["cites"]))
    found = [text]
    for _ in range(len(table)):
        following = cites.get(found[-1])
        if not isinstance(following, str) or following in found:
            break
        found.append(following)
    return found


my_trail = trail(links, given["text"])
