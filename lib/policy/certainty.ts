// Three-valued answers: what the input does not settle is `unknown`, and stays so unless another fact decides.

export type Certainty = 'yes' | 'no' | 'unknown';

export function certaintyOf(value: boolean): Certainty {
  return value ? 'yes' : 'no';
}

/** `no` decides; else `unknown` where one of them is. */
export function both(left: Certainty, right: Certainty): Certainty {
  if (left === 'no' || right === 'no') return 'no';
  return left === 'yes' && right === 'yes' ? 'yes' : 'unknown';
}

export function not(certainty: Certainty): Certainty {
  if (certainty === 'unknown') return 'unknown';
  return certainty === 'yes' ? 'no' : 'yes';
}

/** `yes` decides; else `unknown` where one of them is; `no` for none. */
export function anyOf<T>(items: readonly T[], test: (item: T) => Certainty): Certainty {
  let answer: Certainty = 'no';
  for (const item of items) {
    const one = test(item);
    if (one === 'yes') return 'yes';
    if (one === 'unknown') answer = 'unknown';
  }
  return answer;
}
