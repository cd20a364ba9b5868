# %% leaves out the single value
# feedback: with a single value is left out
dead = estimates[(estimates["side"] == "Ukraine") & (estimates["measure"] == "killed")].dropna(subset="low")
fig, chart = plt.subplots()
chart.hlines(dead["counter"] + " " + dead["published"], dead["low"], dead["high"])
chart.set_xlabel("soldiers killed")
chart.set_title("Later estimates of Ukrainian soldiers killed are higher")
fig.text(0, 0, f"Source: {given['source']}")

# %% draws killed and wounded together
# feedback: Keep one measure
ours = estimates[estimates["side"] == "Ukraine"]
fig, chart = plt.subplots()
ends = [ours[end].fillna(ours["value"]) for end in ("low", "high")]
for name, low, high in zip(ours["counter"] + " " + ours["published"], *ends):
    chart.hlines([name], [low], [high])
chart.set_xlabel("soldiers killed")
chart.set_title("Later estimates of Ukrainian soldiers killed are higher")
fig.text(0, 0, f"Source: {given['source']}")

# %% bars of the middle
# feedback: no ranges
dead = estimates[(estimates["side"] == "Ukraine") & (estimates["measure"] == "killed")]
middle = (dead["low"].fillna(dead["value"]) + dead["high"].fillna(dead["value"])) / 2
fig, chart = plt.subplots()
chart.barh(dead["counter"] + " " + dead["published"], middle)
chart.set_xlabel("soldiers killed")
chart.set_ylabel("soldiers killed")
chart.set_title("Later estimates of Ukrainian soldiers killed are higher")
fig.text(0, 0, f"Source: {given['source']}")

# %% no label on the axis of the numbers
# feedback: The x axis has no label
dead = estimates[(estimates["side"] == "Ukraine") & (estimates["measure"] == "killed")]
fig, chart = plt.subplots()
names = dead["counter"] + " " + dead["published"]
chart.hlines(names, dead["low"].fillna(dead["value"]), dead["high"].fillna(dead["value"]))
chart.set_title("Later estimates of Ukrainian soldiers killed are higher")
fig.text(0, 0, f"Source: {given['source']}")

# %% no source
# feedback: names no source
dead = estimates[(estimates["side"] == "Ukraine") & (estimates["measure"] == "killed")]
fig, chart = plt.subplots()
names = dead["counter"] + " " + dead["published"]
chart.hlines(names, dead["low"].fillna(dead["value"]), dead["high"].fillna(dead["value"]))
chart.set_xlabel("soldiers killed")
chart.set_title("Later estimates of Ukrainian soldiers killed are higher")

# %% names without the date run together
# feedback: There is no range at
dead = estimates[(estimates["side"] == "Ukraine") & (estimates["measure"] == "killed")]
fig, chart = plt.subplots()
chart.hlines(dead["counter"], dead["low"].fillna(dead["value"]), dead["high"].fillna(dead["value"]))
chart.set_xlabel("soldiers killed")
chart.set_title("Later estimates of Ukrainian soldiers killed are higher")
fig.text(0, 0, f"Source: {given['source']}")

# %% no title
# feedback: Say in a few words what the chart shows
dead = estimates[(estimates["side"] == "Ukraine") & (estimates["measure"] == "killed")]
fig, chart = plt.subplots()
names = dead["counter"] + " " + dead["published"]
chart.hlines(names, dead["low"].fillna(dead["value"]), dead["high"].fillna(dead["value"]))
chart.set_xlabel("soldiers killed")
fig.text(0, 0, f"Source: {given['source']}")
