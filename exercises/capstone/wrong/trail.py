# %% without the given text
# feedback: The list begins with the text that is given
def trail(table, text):
    cites = table.dropna().set_index("text")["cites"].to_dict()
    found = []
    while text in cites and cites[text] not in found:
        text = cites[text]
        found.append(text)
    return found


my_trail = [given["text"]] + trail(links, given["text"])

# %% without the last text
# feedback: ends with the text that cites nobody
def trail(table, text):
    cites = table.dropna().set_index("text")["cites"].to_dict()
    found = []
    while text in cites and text not in found:
        found.append(text)
        text = cites[text]
    return found


my_trail = trail(links, given["text"])

# %% one step
# feedback: This goes only one step
def trail(table, text):
    return [text, table.set_index("text")["cites"][text]]


my_trail = trail(links, given["text"])

# %% turned round
# feedback: The order is turned round
def trail(table, text):
    cites = table.dropna().set_index("text")["cites"].to_dict()
    found = []
    while text is not None and text not in found:
        found.append(text)
        text = cites.get(text)
    return found[::-1]


my_trail = trail(links, given["text"])[::-1]

# %% the first text alone
# feedback: all on the way are asked for
def trail(table, text):
    cites = table.dropna().set_index("text")["cites"].to_dict()
    seen = []
    while text in cites and text not in seen:
        seen.append(text)
        text = cites[text]
    return text


my_trail = [given["text"], trail(links, given["text"])]


# %% a blank at the end
# feedback: A missing entry is no text
def trail(table, text):
    cites = table.set_index("text")["cites"].to_dict()
    found = []
    while isinstance(text, str):
        found.append(text)
        text = cites[text]
    return [*found, text]


my_trail = trail(links, given["text"])

# %% turned round for one's own answer only
# feedback: The first text of my_trail
def trail(table, text):
    cites = table.dropna().set_index("text")["cites"].to_dict()
    found = [text]
    while found[-1] in cites:
        found.append(cites[found[-1]])
    return found


my_trail = trail(links, given["text"])[::-1]
