# The reason of each signal, from the numbers that made it. Without all its numbers the English reason of the finding is shown.
signal-R003 = { $days ->
    [one] There was { $days } day to submit offers; the threshold is { $threshold }.
   *[other] There were { $days } days to submit offers; the threshold is { $threshold }.
}
signal-R018 = Only one offer was received although several firms could have made one.
signal-R024 = The second price, { $second_price }, lies only { $percent } above the winning price, { $winning_price }; differences up to { $fence } count as unusually small.
signal-R024-Tenderer = Its price and that of its only close competitor lay unusually near each other: { $winning_price } and { $second_price }.
signal-R025 = It won { $won } of { $tried } offers; a share of { $fence } or less counts as unusually low for firms that offer so often.
signal-R028 = Different tenderers made offers of exactly the same price: { $amount } { $currency }.
signal-R030 = The offer that won is dated { $bid_date }, after the end of the period on { $end_date }.
signal-R035 = { $disqualified ->
    [one] { $disqualified } other tenderer was disqualified and only the winner was left.
   *[other] { $disqualified } other tenderers were disqualified and only the winner was left.
}
signal-R036 = The lowest offer, { $lowest }, was disqualified; the lowest valid one is { $lowest_valid }.
signal-R038 = { $disqualified } of { $submitted } offers were disqualified; a share of { $fence } or more counts as unusually high.
signal-R044 = { $tenderers ->
    [one] { $tenderers } tenderer shares contact details with another: { $shared }.
   *[other] { $tenderers } tenderers share contact details: { $shared }.
}
signal-R048 = It sold goods or services of { $classes } different classes in { $processes } processes; { $fence } or more counts as unusually many.
signal-R055 = Direct awards to one supplier, each below the threshold of { $threshold }, add up to { $sum } within { $window_days } days.
signal-R055-Buyer = { $suppliers ->
    [one] Direct awards to { $suppliers } supplier, each below the threshold of { $threshold }, reach it together within { $window_days } days.
   *[other] Direct awards to { $suppliers } suppliers, each below the threshold of { $threshold }, reach it together within { $window_days } days.
}
signal-R058 = The second price, { $second_price }, lies { $percent } above the winning price, { $winning_price }; differences from { $fence } on count as unusually large.
signal-R058-Tenderer = Its price of { $winning_price } lay unusually far below the second, { $second_price }.
