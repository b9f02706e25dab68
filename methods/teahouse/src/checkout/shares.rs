//! The share of each line in the discounts of its store.

/// Returns the share of each line in a discount, in fen. The shares are in proportion to the costs of the lines, rounded down, and the rest
/// is added to the last line. No share is larger than the cost of its line: the part that does not fit is added to the line before it. A
/// discount above the sum of the costs counts as the sum.
pub fn shares(costs: &[i64], discount: i64) -> Vec<i64> {
    let sum: i128 = costs.iter().map(|cost| i128::from(*cost)).sum();
    let discount = i128::from(discount).clamp(0, sum);
    let of_line = |cost: &i64| match sum {
        0 => 0,
        sum => i64::try_from(discount * i128::from(*cost) / sum).unwrap_or_default(),
    };
    let mut shares: Vec<i64> = costs.iter().map(of_line).collect();
    let given: i128 = shares.iter().map(|share| i128::from(*share)).sum();
    // The rest is less than one fen for each line.
    let mut rest = i64::try_from(discount - given).unwrap_or_default();
    for (share, cost) in shares.iter_mut().zip(costs).rev() {
        let more = rest.min(cost - *share);
        *share += more;
        rest -= more;
    }
    shares
}
