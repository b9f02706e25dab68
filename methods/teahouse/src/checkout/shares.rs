//! The share of each line in the discounts of its store.

/// Returns the share of each line in a discount, in fen: in proportion to the costs of the lines, rounded down, and the rest on the last
/// line. No share is larger than the cost of its line: what does not fit is added to the line before it. A discount above the sum of the
/// costs counts as the sum.
pub(crate) fn shares(costs: &[i64], discount: i64) -> Vec<i64> {
    let sum: i128 = costs.iter().map(|cost| i128::from(*cost)).sum();
    let discount = i128::from(discount).clamp(0, sum);
    let of_line = |cost: &i64| match sum {
        0 => 0,
        sum => i64::try_from(discount * i128::from(*cost) / sum).unwrap_or_default(),
    };
    let mut shares: Vec<i64> = costs.iter().map(of_line).collect();
    let given: i128 = shares.iter().map(|share| i128::from(*share)).sum();
    // Less than a fen for each line.
    let mut rest = i64::try_from(discount - given).unwrap_or_default();
    for (share, cost) in shares.iter_mut().zip(costs).rev() {
        let more = rest.min(cost - *share);
        *share += more;
        rest -= more;
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paid(costs: &[i64], discount: i64) -> Vec<i64> {
        let shares = shares(costs, discount);
        costs
            .iter()
            .zip(shares)
            .map(|(cost, share)| cost - share)
            .collect()
    }

    #[test]
    fn examples_by_hand() {
        assert_eq!(paid(&[1000, 1000, 1000], 1000), [667, 667, 666]);
        assert_eq!(paid(&[1000, 1000, 1000], 1), [1000, 1000, 999]);
        assert_eq!(paid(&[11_760, 2970], 3000), [9365, 2365]);
        assert_eq!(paid(&[5, 5, 1], 10), [1, 0, 0]);
        assert_eq!(paid(&[1000, 1000, 0], 1), [1000, 999, 0]);
        assert_eq!(paid(&[1000], 2000), [0]);
        assert_eq!(paid(&[0, 0], 5), [0, 0]);
        assert!(paid(&[], 5).is_empty());
    }

    proptest! {
        #[test]
        fn shares_add_up_and_no_line_pays_less_than_nothing(
            costs in proptest::collection::vec(0_i64..=99_899_990_001, 0..50), discount in 0_i64..=9_999_999_999_999
        ) {
            let sum: i64 = costs.iter().sum();
            let shares = shares(&costs, discount);
            prop_assert_eq!(shares.iter().sum::<i64>(), discount.min(sum));
            for (share, cost) in shares.iter().zip(&costs) {
                prop_assert!((0..=*cost).contains(share));
            }
        }
    }
}
