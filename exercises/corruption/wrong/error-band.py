# %% a band around each year's score
# feedback: The band moves with the score
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], rows["score"] - error, rows["score"] + error, alpha=0.2)
chart.plot(rows["year"], rows["score"])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% the change instead of the score
# feedback: the change from year to year
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], first - error, first + error, alpha=0.2)
chart.plot(rows["year"].iloc[1:], rows["score"].diff().iloc[1:])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% the change since the first year
# feedback: the change since the first year
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], first - error, first + error, alpha=0.2)
chart.plot(rows["year"], rows["score"] - first)
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% a band around the last score
# feedback: around the last year's score
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
last = rows["score"].iloc[-1]
chart.fill_between(rows["year"], last - error, last + error, alpha=0.2)
chart.plot(rows["year"], rows["score"])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% the error split in two
# feedback: half as wide
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], first - error / 2, first + error / 2, alpha=0.2)
chart.plot(rows["year"], rows["score"])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% the band on one side
# feedback: above the first score only
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], first, first + error, alpha=0.2)
chart.plot(rows["year"], rows["score"])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% the band around zero
# feedback: The band lies around zero
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], -error, error, alpha=0.2)
chart.plot(rows["year"], rows["score"])
chart.set_ylim(bottom=-5)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% no band
# feedback: The chart has no ranges
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.plot(rows["year"], rows["score"])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% a cut axis
# feedback: Let it begin at zero
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], first - error, first + error, alpha=0.2)
chart.plot(rows["year"], rows["score"])
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% no unit
# feedback: It does not say 'point'
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], first - error, first + error, alpha=0.2)
chart.plot(rows["year"], rows["score"])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score")
chart.set_title("The score and the error of its first year")
fig.text(0, 0, f"Source: {given['source']}")

# %% no source
# feedback: names no source
rows = index.sort_values("year")
first = rows["score"].iloc[0]
error = given["error"]
fig, chart = plt.subplots()
chart.fill_between(rows["year"], first - error, first + error, alpha=0.2)
chart.plot(rows["year"], rows["score"])
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_ylabel("score, points of 100")
chart.set_title("The score and the error of its first year")
