package org.sempool.examples.thumbnail;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Creates sample images: three good ones, a truncated one, a text file, and a bomb. */
final class Samples {
    /** The bomb takes the square of this in bytes of memory; its file has a thousandth of that. */
    private static final int BOMB_SIDE = 12_000;

    private Samples() {}

    static void write(Path directory) throws IOException {
        byte[] wide = encode(gradient(640, 360), "png");
        Files.write(directory.resolve("wide.png"), wide);
        Files.write(directory.resolve("tall.jpg"), encode(gradient(300, 900), "jpg"));
        Files.write(directory.resolve("small.gif"), encode(gradient(40, 30), "gif"));
        Files.write(directory.resolve("cut-off.png"), Arrays.copyOf(wide, 40));
        Files.writeString(directory.resolve("text.png"), "this is no image\n");
        Files.write(
                directory.resolve("bomb.png"),
                encode(
                        new BufferedImage(BOMB_SIDE, BOMB_SIDE, BufferedImage.TYPE_BYTE_GRAY),
                        "png"));
    }

    private static BufferedImage gradient(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.BLUE, width, height, Color.ORANGE));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("this JDK cannot write " + format);
        }
        return bytes.toByteArray();
    }
}
