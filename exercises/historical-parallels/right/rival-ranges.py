# %% error bars round the middle, a tenfold scale
rows = counts.query("subject == @given['subject']")
low, high = rows["low"].fillna(rows["value"]), rows["high"].fillna(rows["value"])
fig, chart = plt.subplots()
chart.errorbar((low + high) / 2, rows["counter"], xerr=(high - low) / 2, fmt="o", capsize=4)
chart.set(xscale="log", xlabel="soldiers who deserted", title="Who counts how many deserters")
fig.text(0.02, 0.01, "Source: " + given["source"])

# %% bars with a left end, the figure kept
chart, axes = plt.subplots()
rows = counts[counts["subject"].eq(given["subject"])].copy()
rows["low"] = rows["low"].fillna(rows["value"])
rows["high"] = rows["high"].combine_first(rows["value"])
rows = rows.sort_values("low")
axes.barh(rows["counter"], rows["high"] - rows["low"], left=rows["low"])
axes.scatter(rows["low"], rows["counter"])
axes.set_xlabel("Number of deserters")
chart.suptitle("Russian deserters, as rivals counted them")
chart.text(0, 0, f"Sources: {given['source']}")

# %% one call for each counter, numbers as places and names as ticks
rows = counts[counts["subject"] == given["subject"]].reset_index()
fig, chart = plt.subplots()
for place, row in rows.iterrows():
    ends = (row["value"], row["value"]) if pd.isna(row["low"]) else (row["low"], row["high"])
    chart.hlines(place, *ends, linewidth=5)
chart.set_yticks(range(len(rows)), rows["counter"])
chart.set_xlabel("men")
chart.set_title("Five counters of deserters disagree")
chart.text(0, -1, f"Source: {given['source']}")
