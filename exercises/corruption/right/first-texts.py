# %% a list of texts still to be followed
def first_texts(links, texts):
    found, waiting = set(), list(texts)
    while waiting:
        text = waiting.pop()
        behind = links.loc[links["text"] == text, "takes_from"].tolist()
        if behind:
            waiting.extend(behind)
        else:
            found.add(text)
    return sorted(found)


my_first = first_texts(links, given["texts"])

# %% merges once for each link back
def first_texts(links, texts):
    now = pd.DataFrame({"text": list(texts)})
    while now["text"].isin(links["text"]).any():
        now = now.merge(links[["text", "takes_from"]], on="text", how="left")
        now = pd.DataFrame({"text": now["takes_from"].fillna(now["text"])})
    return now["text"].unique().tolist()


my_first = first_texts(links, given["texts"])
