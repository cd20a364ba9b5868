# %% takes every text for a witness
# feedback: Who stands behind them
def first_texts(links, texts):
    return list(texts)


my_first = first_texts(links, given["texts"])

# %% one link back
# feedback: It goes back one link only
def first_texts(links, texts):
    return links.loc[links["text"].isin(texts), "takes_from"].drop_duplicates().tolist()


my_first = first_texts(links, given["texts"])

# %% follows the first of two sources only
# feedback: has two chains; follow both
def first_texts(links, texts):
    source = links.drop_duplicates("text", keep="first").set_index("text")["takes_from"]
    found = []
    for text in texts:
        while text in source.index:
            text = source[text]
        if text not in found:
            found.append(text)
    return found


my_first = first_texts(links, given["texts"])

# %% counts a first text for each chain
# feedback: two chains that begin in one text have one witness
def first_texts(links, texts):
    found = []
    for text in texts:
        back = links.loc[links["text"] == text, "takes_from"].tolist()
        found += first_texts(links, back) if back else [text]
    return found


my_first = first_texts(links, given["texts"])

# %% keeps the links between
# feedback: Only the beginnings are asked for
def first_texts(links, texts):
    found, waiting = [], list(texts)
    while waiting:
        for source in links.loc[links["text"] == waiting.pop(), "takes_from"]:
            waiting.append(source)
            if source not in found:
                found.append(source)
    return found


my_first = first_texts(links, given["texts"])

# %% the number of witnesses
# feedback: Asked for is a list of the texts
def first_texts(links, texts):
    return len(set(walk(links, texts)))


def walk(links, texts):
    for text in texts:
        back = links.loc[links["text"] == text, "takes_from"].tolist()
        yield from walk(links, back) if back else [text]


my_first = first_texts(links, given["texts"])

# %% a text without a source is left out
# feedback: is itself a first text
def first_texts(links, texts):
    sources = set(links["takes_from"]) - set(links["text"])
    found, waiting = set(), list(texts)
    while waiting:
        behind = links.loc[links["text"] == waiting.pop(), "takes_from"].tolist()
        found |= sources & set(behind)
        waiting += behind
    return sorted(found)


my_first = first_texts(links, given["texts"])

# %% all first texts of the table, whatever was asked
# feedback: which does not belong
def first_texts(links, texts):
    return sorted(set(links["takes_from"]) - set(links["text"]))


my_first = first_texts(links, given["texts"][:1])
