# %% leaves out counts of one number
# feedback: The counts that are one number are missing
rows = counts[counts["subject"] == given["subject"]]
fig, chart = plt.subplots()
known = rows.dropna(subset=["low"])
chart.hlines(known["counter"], known["low"], known["high"])
chart.set_xlabel("deserters (men)")
chart.set_title("The counters of deserters do not agree")
fig.text(0, 0, f"Source: {given['source']}")

# %% draws the middle of each range
# feedback: only their middle is drawn
rows = counts[counts["subject"] == given["subject"]]
middle = rows["value"].fillna((rows["low"] + rows["high"]) / 2)
fig, chart = plt.subplots()
chart.errorbar(middle, rows["counter"], xerr=0, fmt="o")
chart.set_xlabel("deserters (men)")
chart.set_title("The counters of deserters do not agree")
fig.text(0, 0, f"Source: {given['source']}")

# %% draws every subject
# feedback: Other subjects are in the chart too
low, high = counts["low"].fillna(counts["value"]), counts["high"].fillna(counts["value"])
fig, chart = plt.subplots()
chart.hlines(counts["counter"], low, high)
chart.set_xlabel("deserters (men)")
chart.set_title("The counters of deserters do not agree")
fig.text(0, 0, f"Source: {given['source']}")

# %% begins every range at zero
# feedback: Every range begins at zero
rows = counts[counts["subject"] == given["subject"]]
fig, chart = plt.subplots()
chart.hlines(rows["counter"], 0, rows["high"].fillna(rows["value"]))
chart.set_xlabel("deserters (men)")
chart.set_title("The counters of deserters do not agree")
fig.text(0, 0, f"Source: {given['source']}")

# %% bars instead of ranges
# feedback: The chart has no ranges
rows = counts[counts["subject"] == given["subject"]]
fig, chart = plt.subplots()
chart.barh(rows["counter"], rows["high"].fillna(rows["value"]))
chart.set_xlabel("deserters (men)")
chart.set_title("The counters of deserters do not agree")
fig.text(0, 0, f"Source: {given['source']}")

# %% does not say what is counted
# feedback: The x axis has no label
rows = counts[counts["subject"] == given["subject"]]
low, high = rows["low"].fillna(rows["value"]), rows["high"].fillna(rows["value"])
fig, chart = plt.subplots()
chart.hlines(rows["counter"], low, high)
chart.set_title("The counters of deserters do not agree")
fig.text(0, 0, f"Source: {given['source']}")

# %% names no source
# feedback: names no source
rows = counts[counts["subject"] == given["subject"]]
low, high = rows["low"].fillna(rows["value"]), rows["high"].fillna(rows["value"])
fig, chart = plt.subplots()
chart.hlines(rows["counter"], low, high)
chart.set_xlabel("deserters (men)")
chart.set_title("The counters of deserters do not agree")

# %% names of the counters exchanged
# feedback: which is not right
rows = counts[counts["subject"] == given["subject"]]
low, high = rows["low"].fillna(rows["value"]), rows["high"].fillna(rows["value"])
fig, chart = plt.subplots()
chart.hlines(rows["counter"].tolist()[::-1], low, high)
chart.set_xlabel("deserters (men)")
chart.set_title("The counters of deserters do not agree")
fig.text(0, 0, f"Source: {given['source']}")

# %% nobody is named
# feedback: There is no range at
rows = counts[counts["subject"] == given["subject"]]
low, high = rows["low"].fillna(rows["value"]), rows["high"].fillna(rows["value"])
fig, chart = plt.subplots()
chart.hlines(range(len(rows)), low, high)
chart.set_xlabel("deserters (men)")
chart.set_title("The counters of deserters do not agree")
fig.text(0, 0, f"Source: {given['source']}")
