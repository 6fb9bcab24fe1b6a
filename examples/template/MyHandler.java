import org.sempool.JobContext;
import org.sempool.LineHandler;

/** The worker's code for a line. Change {@code handle}, and the two texts above it. */
public final class MyHandler implements LineHandler {
    @Override
    public String name() {
        return "my-handler";
    }

    @Override
    public String description() {
        return "says how long a line is, and how it reads backwards";
    }

    @Override
    public String handle(String line, JobContext context) {
        return line.length() + " " + new StringBuilder(line).reverse();
    }
}
