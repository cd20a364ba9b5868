# %% error bars on both sides of the printed figure's share
table = evidence.assign(name=evidence["claim"] + " (" + evidence["source"] + ")")
table[["low", "high"]] = table[["low", "high"]].div(table["printed"], axis=0) * 100
middle = (table["low"] + table["high"]) / 2
fig, chart = plt.subplots()
chart.errorbar(middle, table["name"], xerr=middle - table["low"], fmt="|", capsize=3)
chart.set(xlabel="% of what the article prints", title="Evidence beside the printed figure")
fig.text(0, 0, "Source: " + given["source"])

# %% bars with a left end, names over two lines, the figure kept
chart, axes = plt.subplots(figsize=(6, 4))
for row in evidence.sort_values("claim").itertuples():
    start, end = row.low / row.printed * 100, row.high / row.printed * 100
    axes.barh(f"{row.claim}\n({row.source})", end - start, left=start)
axes.set_xlim(50, 130)
axes.set_xlabel("Percent of the figure in print")
axes.set_title("Most printed figures stand at an end")
chart.text(0.3, 0, f"Source: {given['source']}")

# %% whole per cent
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = ((100 * evidence[end] / evidence["printed"]).round() for end in ("low", "high"))
fig, chart = plt.subplots(layout="constrained")
chart.hlines(names, low, high)
chart.set_xlabel("per cent of the printed figure")
chart.set_title("How far the evidence lies from what is printed")
fig.supxlabel(f"Source: {given['source']}")
