# %% in the units of the claims
# feedback: in the units of the claims
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.hlines(names, evidence["low"], evidence["high"])
chart.set_xlabel("per cent of the printed figure")
chart.set_title("How far the evidence lies from print")
fig.text(0, 0, f"Source: {given['source']}")

# %% a share of one
# feedback: Per cent are asked for
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.hlines(names, low / 100, high / 100)
chart.set_xlabel("per cent of the printed figure")
chart.set_title("How far the evidence lies from print")
fig.text(0, 0, f"Source: {given['source']}")

# %% distances from the printed figure
# feedback: distances from the printed figure
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.hlines(names, low - 100, high - 100)
chart.set_xlabel("per cent of the printed figure")
chart.set_title("How far the evidence lies from print")
fig.text(0, 0, f"Source: {given['source']}")

# %% no sources in the names
# feedback: do not hold the sources
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.hlines(evidence["claim"], low, high)
chart.set_xlabel("per cent of the printed figure")
chart.set_title("How far the evidence lies from print")
fig.text(0, 0, f"Source: {given['source']}")

# %% upside down
# feedback: It is upside down
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.hlines(names, 10000 / high, 10000 / low)
chart.set_xlabel("per cent of the printed figure")
chart.set_title("How far the evidence lies from print")
fig.text(0, 0, f"Source: {given['source']}")

# %% per cent of the low end
# feedback: in per cent of their low end
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.hlines(names, 100, 100 * high / low)
chart.set_xlabel("per cent of the printed figure")
chart.set_title("How far the evidence lies from print")
fig.text(0, 0, f"Source: {given['source']}")

# %% points in the middle
# feedback: The chart has no ranges
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.plot((low + high) / 2, names, "o")
chart.set_xlabel("per cent of the printed figure")
chart.set_title("How far the evidence lies from print")
fig.text(0, 0, f"Source: {given['source']}")

# %% an axis that does not say of what
# feedback: It does not say 'print'
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.hlines(names, low, high)
chart.set_xlabel("per cent")
chart.set_title("How far the evidence lies from print")
fig.text(0, 0, f"Source: {given['source']}")

# %% no title
# feedback: Say in a few words what the chart shows
names = evidence["claim"] + " (" + evidence["source"] + ")"
low, high = (100 * evidence[end] / evidence["printed"] for end in ("low", "high"))
fig, chart = plt.subplots()
chart.hlines(names, low, high)
chart.set_xlabel("per cent of the printed figure")
fig.text(0, 0, f"Source: {given['source']}")
