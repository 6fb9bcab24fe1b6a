package org.sempool.examples.homework;

import java.math.BigInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The arguments of the homework's programs: {@code WORKERS START COUNT}.
 *
 * @param workers how many threads or processes factor
 * @param start the first number
 * @param count how many consecutive numbers
 */
public record Arguments(int workers, BigInteger start, int count) {
    private static final String USAGE =
            "usage: WORKERS START COUNT, such as 4 1000000000000000000000 20";

    private static final int MOST_WORKERS = 64;

    /**
     * Parses the arguments.
     *
     * @param args as given to {@code main}
     * @return the parsed arguments
     * @throws IllegalArgumentException if they are not three numbers in range; the message says
     *     which
     */
    public static Arguments parse(String... args) {
        if (args.length != 3) {
            throw new IllegalArgumentException(USAGE);
        }
        int workers = number("WORKERS", args[0], MOST_WORKERS);
        int count = number("COUNT", args[2], Integer.MAX_VALUE);
        BigInteger start;
        try {
            start = new BigInteger(args[1]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "START=" + args[1] + " is not a number; " + USAGE, e);
        }
        BigInteger last = start.add(BigInteger.valueOf(count - 1L));
        if (start.signum() < 0 || last.compareTo(PrimeFactors.MOST) > 0) {
            throw new IllegalArgumentException(
                    "the numbers " + start + " to " + last + " are not all from 0 to 2^127 - 1");
        }
        return new Arguments(workers, start, count);
    }

    private static int number(String name, String text, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + "=" + text + " is not a number; " + USAGE, e);
        }
        throw new IllegalArgumentException(name + "=" + text + " is not from 1 to " + most);
    }

    /**
     * Lists the numbers to factor.
     *
     * @return the numbers, ascending
     */
    public Stream<BigInteger> numbers() {
        return IntStream.range(0, count).mapToObj(i -> start.add(BigInteger.valueOf(i)));
    }

    /**
     * Formats the last line of the homework's output.
     *
     * @param factored how many numbers were factored
     * @return the line
     */
    public String summary(int factored) {
        return "Factored " + factored + " / " + count + " numbers.";
    }
}
