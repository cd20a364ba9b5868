# %% one line through all years
# feedback: 2 are asked for
fig, chart = plt.subplots()
rows = fertility.sort_values("year")
chart.plot(rows["year"], rows["rate"], label=" and ".join(fertility["series"].unique()))
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("children per woman")
chart.set_title("Children per woman, by two offices")
chart.legend()
fig.text(0.01, 0.01, f"Source: {given['source']}")

# %% the first line runs on to the second
# feedback: The lines are joined
fig, chart = plt.subplots()
groups = sorted(fertility.groupby("series"), key=lambda group: group[1]["year"].min())
(first, early), (last, late) = groups
early = pd.concat([early, late.sort_values("year").head(1)])
for series, rows in ((first, early), (last, late)):
    chart.plot(rows["year"], rows["rate"], label=series)
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("children per woman")
chart.set_title("Children per woman, by two offices")
chart.legend()
fig.text(0.01, 0.01, f"Source: {given['source']}")

# %% a dotted line over the seam
# feedback: nothing that joins them
fig, chart = plt.subplots()
for series, rows in fertility.groupby("series"):
    chart.plot(rows["year"], rows["rate"], label=series)
seam = fertility.sort_values("year").drop_duplicates("series", keep="last").head(1)
after = fertility[fertility["year"] > seam["year"].iloc[0]].sort_values("year").head(1)
bridge = pd.concat([seam, after])
chart.plot(bridge["year"], bridge["rate"], ":")
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("children per woman")
chart.set_title("Children per woman, by two offices")
chart.legend()
fig.text(0.01, 0.01, f"Source: {given['source']}")

# %% the axis does not begin at zero
# feedback: Let it begin at zero
fig, chart = plt.subplots()
for series, rows in fertility.groupby("series"):
    chart.plot(rows["year"], rows["rate"], label=series)
chart.set_xlabel("year")
chart.set_ylabel("children per woman")
chart.set_title("Children per woman, by two offices")
chart.legend()
fig.text(0.01, 0.01, f"Source: {given['source']}")

# %% no unit on the axis
# feedback: does not say 'child'
fig, chart = plt.subplots()
for series, rows in fertility.groupby("series"):
    chart.plot(rows["year"], rows["rate"], label=series)
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("rate")
chart.set_title("Children per woman, by two offices")
chart.legend()
fig.text(0.01, 0.01, f"Source: {given['source']}")

# %% lines without names
# feedback: which line is
fig, chart = plt.subplots()
for series, rows in fertility.groupby("series"):
    chart.plot(rows["year"], rows["rate"])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("children per woman")
chart.set_title("Children per woman, by two offices")
fig.text(0.01, 0.01, f"Source: {given['source']}")

# %% no source
# feedback: names no source
fig, chart = plt.subplots()
for series, rows in fertility.groupby("series"):
    chart.plot(rows["year"], rows["rate"], label=series)
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("children per woman")
chart.set_title("Children per woman, by two offices")
chart.legend()
