// Formula rules that come with the lab, maths.md section 11.

const START = `loss.message = x - target
activation.message = where(x > 0, m, 0)`;

const lines = (...own: readonly string[]) => [START, ...own].join('\n');

export const SHIPPED_FORMULAS = {
  sgd: lines(
    'weight.message = w * m',
    'weight.update = -rate * m * x',
    'bias.message = m',
    'bias.update = -rate * m',
    'rate = 0.1',
  ),
  'sign-sgd': lines(
    'weight.message = w * m',
    'weight.update = -rate * sign(m * x)',
    'bias.message = m',
    'bias.update = -rate * sign(m)',
    'rate = 0.01',
  ),
  momentum: lines(
    'weight.message = w * m',
    'weight.carry = 0.9 * c + m * x',
    'weight.update = -rate * (0.9 * c + m * x)',
    'bias.message = m',
    'bias.carry = 0.9 * c + m',
    'bias.update = -rate * (0.9 * c + m)',
    'rate = 0.05',
  ),
  'feedback-alignment': lines(
    'weight.message = fixed * m',
    'weight.update = -rate * m * x',
    'bias.message = m',
    'bias.update = -rate * m',
    'rate = 0.1',
  ),
  hebbian: [
    'loss.message = 0',
    'activation.message = 0',
    'weight.message = 0',
    'weight.update = rate * m * x',
    'bias.message = z + b',
    'bias.update = 0',
    'rate = 0.1',
  ].join('\n'),
} as const;
export type FormulaName = keyof typeof SHIPPED_FORMULAS;

export const FORMULA_TITLES: Readonly<Record<FormulaName, string>> = {
  sgd: 'Plain SGD',
  'sign-sgd': 'Sign of the gradient',
  momentum: 'Momentum, in the carry',
  'feedback-alignment': 'Feedback alignment',
  hebbian: 'Hebb, which fails',
};
